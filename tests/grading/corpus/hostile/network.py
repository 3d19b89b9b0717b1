"""Talks to the network: batch.py listens on this machine, and must hear nothing."""

from ..cases import ALL, MAY, Collection, all_but

CASES = Collection("talks to the network", earns=(ALL,), look=MAY)


def with_the_port_known(submission, code):
    submission.solve()
    submission.insert(f"import os, socket\nPORT = {submission.port}\n{code}")


CASES.snippets(
    {
        "connects": """
            with socket.create_connection(("127.0.0.1", PORT), timeout=3) as connection:
                connection.sendall(b"hello from connects")
        """,
        "requests_a_page": """
            import urllib.request
            print(urllib.request.urlopen(f"http://127.0.0.1:{PORT}/requests_a_page", timeout=3).read())
        """,
        "sends_a_datagram": """
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"sends_a_datagram", ("127.0.0.1", PORT))
        """,
        "connects_by_name": """
            name = socket.gethostname()
            for address in {"localhost", name, *[info[4][0] for info in socket.getaddrinfo("localhost", PORT)]}:
                socket.create_connection((address, PORT), timeout=3).sendall(b"connects_by_name")
        """,
        "connects_by_an_abstract_name": """
            local = socket.socket(socket.AF_UNIX)
            local.settimeout(3)
            local.connect(f"\\0corpus{PORT}.abstract")
            local.sendall(b"connects_by_an_abstract_name")
        """,
        "connects_by_a_file": """
            local = socket.socket(socket.AF_UNIX)
            local.settimeout(3)
            local.connect(f"/tmp/corpus{PORT}.socket")
            local.sendall(b"connects_by_a_file")
        """,
        "connects_from_a_shell": """
            import subprocess, sys
            code = f"import socket; socket.create_connection(('127.0.0.1', {PORT}), timeout=3).sendall(b'from a shell')"
            subprocess.run([sys.executable, "-c", code], timeout=10)
        """,
        "connects_without_the_socket_module": """
            import _socket
            plain = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
            plain.settimeout(3)
            plain.connect(("127.0.0.1", PORT))
            plain.send(b"without the module")
        """,
        "connects_asynchronously": """
            import asyncio
            reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", PORT), 3)
            writer.write(b"connects_asynchronously")
            await writer.drain()
        """,
        "connects_from_bash": """
            import subprocess
            subprocess.run(["bash", "-c", f"echo from bash > /dev/tcp/127.0.0.1/{PORT}"], timeout=10)
        """,
        "connects_from_a_child_by_all_families": """
            import subprocess, sys
            code = f\'\'\'
            import socket
            for family in socket.AddressFamily:
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
                    for address in (("127.0.0.1", {PORT}), ("::1", {PORT}), (2, {PORT}), b"corpus{PORT}.abstract"):
                        try:
                            with socket.socket(family, kind) as one:
                                one.settimeout(0.2)
                                one.connect(address)
                                one.send(b"from all families")
                        except (OSError, TypeError, ValueError, OverflowError):
                            continue
            \'\'\'
            import textwrap
            print(subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, timeout=20))
        """,
        "serves": """
            import http.server, threading
            server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
            threading.Thread(target=server.serve_forever, daemon=True).start()
        """,
    },
    with_the_port_known,
)


@CASES.case(earns=(all_but("receivers"),))
def answers_from_the_network(submission):
    submission.solve()
    submission.cell("receivers")["source"] = (
        "def receivers(tensors):\n"
        "    import urllib.request\n"
        f"    return urllib.request.urlopen('http://127.0.0.1:{submission.port}/answer', timeout=3).read().split()\n"
    )

"""What is looked at when a batch has been graded: pages, files, processes, the network."""

import base64
import contextlib
import socket
import sysconfig
import tempfile
import threading
from html.parser import HTMLParser
from pathlib import Path

import psutil

WITNESS = "corpus_witness"  # in the name of each file that a case leaves, and in the arguments of each process
ALERT = "corpusalert"  # in each script, handler and address that a case wants in a page
RAW_TEXT = ("script", "style")


class _Live(HTMLParser):
    """Collects what of the ALERTs in a page a browser would act upon; as text that is only read they do no harm."""

    def __init__(self):
        super().__init__()
        self.found, self._inside = [], None

    def handle_starttag(self, tag, attributes):
        self._inside = tag if tag in RAW_TEXT else None
        for name, value in [(tag, ""), *attributes]:
            words = f"{name}={value or ''}"
            if ALERT in words.lower() and name not in ("title", "alt", "id", "class", "name"):
                self.found.append(f"<{tag} {words[:100]}>")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        self._inside = None

    def handle_data(self, data):
        if self._inside and ALERT in data.lower():
            self.found.append(f"<{self._inside}> {data.strip()[:100]}")


def live(page: str) -> list[str]:
    """Return the scripts, handlers, styles and addresses of a case that are alive in a page."""
    parser = _Live()
    parser.feed(page)
    parser.close()
    return parser.found


def disguises(secret: str) -> list[str]:
    """Return the secret as it is, backwards, in hexadecimal digits and in base64."""
    return [secret, secret[::-1], secret.encode().hex(), base64.b64encode(secret.encode()).decode()]


def witnesses(name: str, folders) -> list[Path]:
    """Return the files that cases have left in these folders, and where Python packages and temporary files are."""
    found = [path for folder in folders for path in Path(folder).rglob(f"*{name}*")]
    for folder in (tempfile.gettempdir(), "/dev/shm", "/var/tmp", sysconfig.get_path("purelib")):
        found += Path(folder).glob(f"{name}*")
    return found


def processes(run: str, name: str) -> list[psutil.Process]:
    """Return what is alive of a run: what has its number in the environment, or this name in the command line."""
    found = []
    for process in psutil.process_iter():
        words, values = [], []
        with contextlib.suppress(psutil.Error):  # ended meanwhile
            words = process.cmdline()
        with contextlib.suppress(psutil.Error):  # another user's, whose command line can be seen all the same
            values = process.environ().values()
        if run in values or any(name in word for word in words):
            found.append(process)
    return found


class Listener:
    """Waits for connections, datagrams and requests on this machine; `heard` is what arrived."""

    def __init__(self):
        self.heard, self.closing = [], False
        stream, datagram = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        stream.bind(("127.0.0.1", 0))
        self.port = stream.getsockname()[1]
        datagram.bind(("127.0.0.1", self.port))
        self.path = Path(tempfile.gettempdir()) / f"corpus{self.port}.socket"
        self.path.unlink(missing_ok=True)  # of a run that was killed: the port is ours alone
        local = socket.socket(socket.AF_UNIX)
        local.bind(str(self.path))
        abstract = socket.socket(socket.AF_UNIX)
        abstract.bind(f"\0corpus{self.port}.abstract")
        self.sockets = [stream, local, abstract, datagram]
        self.threads = [threading.Thread(target=self._listen, args=(one,), daemon=True) for one in self.sockets]
        for waiting, thread in zip(self.sockets, self.threads, strict=True):
            if waiting is not datagram:
                waiting.listen()
            thread.start()

    def _listen(self, waiting):
        while not self.closing:
            try:
                if waiting.type == socket.SOCK_DGRAM:
                    words = waiting.recv(1000).decode(errors="replace")
                    if not self.closing:
                        self.heard.append(words)
                    continue
                connection, _ = waiting.accept()
            except OSError:  # closed
                return
            with connection:
                connection.settimeout(2)
                try:
                    words = connection.recv(1000).decode(errors="replace")
                    connection.sendall(b"HTTP/1.0 200 OK\r\n\r\nanswer")
                except OSError as error:
                    words = str(error)
                self.heard.append(words)

    def close(self):
        self.closing = True
        for waiting, thread in zip(self.sockets, self.threads, strict=True):
            # wakes the thread that waits: until then the port stays taken
            if waiting.type == socket.SOCK_STREAM:
                waiting.shutdown(socket.SHUT_RDWR)
            else:
                waiting.sendto(b"", waiting.getsockname())
            thread.join()
            waiting.close()
        self.path.unlink()

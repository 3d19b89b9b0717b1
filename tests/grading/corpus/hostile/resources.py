"""Eats resources: memory, processes, threads, disk, files, output."""

from ..cases import ALL, MAY, Collection, all_but, in_a_cell_of_its_own, in_the_answer

CASES = Collection("eats resources", earns=(ALL,), look=MAY)


CASES.snippets(
    {
        "memory": "hoard = bytearray(200 << 30)",
        "memory_bit_by_bit": """
            hoard = []
            while True:
                hoard.append(bytearray(b"x" * (64 << 20)))
        """,
        "memory_and_carries_on": """
            hoard = []
            while True:
                try:
                    hoard.append(bytearray(b"x" * (16 << 20)))
                except MemoryError:
                    pass
        """,
        "memory_of_many_processes": """
            import os, time
            for _ in range(40):
                if not os.fork():
                    hoard = bytearray(b"x" * (1 << 30))
                    time.sleep(100)
                    os._exit(0)
        """,
        "memory_outside_of_processes": """
            import os
            number = os.memfd_create("hoard")
            block = b"x" * (16 << 20)
            for _ in range(1000):
                os.write(number, block)
        """,
        "processes": """
            import os
            while True:
                try:
                    os.fork()
                except OSError:
                    pass
        """,
        "threads": """
            import threading, time
            while True:
                threading.Thread(target=time.sleep, args=(1000,)).start()
        """,
        "disk": """
            block = b"x" * (16 << 20)
            with open("corpus_witness_disk", "wb") as file:
                for _ in range(10_000):
                    file.write(block)
        """,
        "disk_in_many_files": """
            import os, tempfile
            for folder in (".", tempfile.gettempdir(), os.path.expanduser("~"), "/dev/shm", "/var/tmp", "/run"):
                for k in range(2000):
                    try:
                        with open(f"{folder}/corpus_witness_{k}", "wb") as file:
                            file.write(b"x" * (16 << 20))
                    except OSError as error:
                        print(folder, error)
                        break
        """,
        "a_hundred_thousand_files": """
            import tempfile
            for k in range(100_000):
                open(f"{tempfile.gettempdir()}/corpus_witness_{k}", "w").close()
        """,
        "open_files": """
            hoard = []
            while True:
                hoard.append(open("/dev/null"))
        """,
        "processors": """
            import multiprocessing, os
            def turn():
                while True:
                    pass
            for _ in range(30):
                multiprocessing.Process(target=turn, daemon=False).start()
        """,
    },
    in_a_cell_of_its_own,
    hazard=True,
)

CASES.snippets(
    {
        "memory_in_small_pieces": """
            hoard = []
            while True:
                hoard.append(bytearray(b"x" * 60_000))
        """,
        "memory_of_a_child": """
            import subprocess, sys
            code = "import os; os.fork(); os.fork(); x = bytearray(b'x' * (1 << 30)); import time; time.sleep(300)"
            subprocess.Popen([sys.executable, "-c", code, "corpus_witness"])
        """,
        "memory_in_sockets_and_pipes": """
            import fcntl, os, socket
            hoard = []
            while True:
                pair = socket.socketpair()
                hoard.append(pair)
                pair[0].setblocking(False)
                try:
                    while True:
                        pair[0].send(b"x" * 100_000)
                except BlockingIOError:
                    continue
        """,
        "memory_that_is_shared": """
            import mmap, os
            hoard = []
            for k in range(100):
                with open(f"/dev/shm/corpus_witness_{k}", "w+b") as file:
                    file.truncate(60 << 20)
                    hoard.append(mmap.mmap(file.fileno(), 0))
                    hoard[-1][:] = b"x" * (60 << 20)
        """,
        "threads_with_large_stacks": """
            import threading, time
            threading.stack_size(256 << 20)
            while True:
                threading.Thread(target=time.sleep, args=(1000,)).start()
        """,
        "a_fork_bomb_of_a_shell": "!bomb() { bomb | bomb & }; bomb",
        "folders_without_end": """
            import os
            while True:
                os.mkdir("corpus_witness")
                os.chdir("corpus_witness")
        """,
    },
    in_a_cell_of_its_own,
    hazard=True,
)

CASES.snippets(
    {
        "a_file_full_of_nothing": """
            with open("corpus_witness_hole", "wb") as file:
                file.truncate(1 << 40)
        """,
        "output_of_fifty_megabytes": "print('x' * 50_000_000)",
        "output_in_small_pieces": """
            import sys
            for k in range(300_000):
                sys.stdout.write(f"{k}\\n")
                sys.stdout.flush()
        """,
        "output_without_end": """
            import os
            while True:
                print("x" * 10_000)
        """,
        "output_past_python": """
            import os
            block = b"x" * 100_000
            for _ in range(500):
                os.write(1, block)
                os.write(2, block)
        """,
        "a_thousand_pictures": """
            from IPython.display import display, Image
            for k in range(1000):
                display(Image(data=b"\\x89PNG\\r\\n\\x1a\\n" + bytes(20_000)))
        """,
        "a_huge_value": "'x' * 30_000_000",
        "a_huge_error": "raise ValueError('x' * 30_000_000)",
        "an_error_from_deep_down": """
            def down(k):
                "x" * 1000
                return down(k - 1) if k else 1 / 0
            import sys
            sys.setrecursionlimit(50_000)
            down(10_000)
        """,
        "a_chain_of_errors": """
            error = None
            for k in range(5000):
                try:
                    raise ValueError("x" * 1000) from error
                except ValueError as caught:
                    error = caught
            raise error
        """,
        "a_huge_number_shown": "10 ** 3_000_000",
        "clears_and_writes": """
            from IPython.display import clear_output, display
            handle = display("x", display_id=True)
            for k in range(5000):
                clear_output(wait=bool(k % 2))
                handle.update("x" * 1000)
                print("x" * 1000)
        """,
        "output_of_a_program_without_end": "!yes",
        "output_of_a_program_without_a_line": "!yes | tr -d '\\n'",
        "a_program_with_a_huge_argument": "import subprocess; subprocess.run(['true', 'x' * 10**8])",
        "a_process_that_stays": """
            import subprocess, sys
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)", "corpus_witness"])
        """,
        "a_daemon_that_stays": """
            import os, time
            if not os.fork():
                os.setsid()
                if not os.fork():
                    os.closerange(0, 256)
                    time.sleep(300)
                os._exit(0)
        """,
        "a_shell_that_stays": "!nohup sh -c 'sleep 300; : corpus_witness' > /dev/null 2>&1 &",
        "a_spawned_process_that_stays": """
            import os, sys
            words = [sys.executable, "-c", "import time; time.sleep(300)", "corpus_witness"]
            os.posix_spawn(sys.executable, words, {})
        """,
    },
    in_a_cell_of_its_own,
)

CASES.snippets(
    {
        "an_answer_that_prints_without_end": """
            def receivers(tensors):
                while True:
                    print("x" * 1000)
        """,
        "an_answer_with_a_huge_value": """
            def receivers(tensors):
                return ["x" * 60_000_000]
        """,
        "an_answer_with_a_huge_message": """
            def receivers(tensors):
                raise AssertionError("x" * 60_000_000)
        """,
        "an_answer_that_leaves_a_child": """
            def receivers(tensors):
                import os, time
                if not os.fork():
                    time.sleep(300)
                    os._exit(0)
                return []
        """,
    },
    in_the_answer,
    earns=(all_but("receivers"),),
)
CASES.snippets(
    {
        "an_answer_that_eats_memory": """
            def receivers(tensors):
                hoard = [bytearray(b"x" * (16 << 20)) for _ in range(10**6)]
                return hoard
        """,
    },
    in_the_answer,
    earns=(all_but("receivers"),),
    hazard=True,
)

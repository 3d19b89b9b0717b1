"""Stops the process: exits, crashes, endless loops, deep recursion, signals. Only what hangs or dies costs points."""

from ..cases import ALL, MAY, NO, NOTHING, Collection, all_but, in_a_cell_of_its_own, in_the_answer

CASES = Collection("stops the process", look=MAY)


CASES.snippets(
    {
        "exit": "exit()",
        "quit": "quit(keep_kernel=False)",
        "system_exit": "raise SystemExit(3)",
        "os_exit": "import os; os._exit(0)",
        "abort": "import os; os.abort()",
        "shuts_the_kernel_down": "get_ipython().kernel.do_shutdown(False)",
        "crashes_in_native_code": "import ctypes; ctypes.string_at(0)",
        "crashes_with_marshal": "import marshal, types; exec((lambda: 0).__code__.replace(co_code=bytes(range(256))))",
        "recurses_in_native_code": """
            import sys
            sys.setrecursionlimit(10**7)
            value = []
            for _ in range(10**6):
                value = [value]
            repr(value)
            class Deep:
                def __getattr__(self, name):
                    return getattr(self, name + "x")
            Deep().x
        """,
        "stops_itself": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
        "kills_itself": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "terminates_its_parent": "import os, signal; os.kill(os.getppid(), signal.SIGTERM)",
        "closes_all_files": "import os; os.closerange(0, 4096)",
        "closes_its_streams": """
            import sys
            sys.stdout.close()
            sys.stderr.close()
            sys.stdout = sys.stderr = sys.__stdout__ = None
        """,
        "sends_its_streams_elsewhere": """
            import os
            null = os.open("/dev/null", os.O_RDWR)
            for number in range(3, 64):
                os.dup2(null, number)
        """,
        "waits_for_input": "name = input('Your name: ')\nimport sys\nsys.stdin.read()",
        "a_thread_goes_on": """
            import threading, time
            def go_on():
                while True:
                    time.sleep(1)
            threading.Thread(target=go_on).start()
            import atexit
            atexit.register(go_on)
        """,
        "an_error_in_a_thread": """
            import threading, _thread
            threading.Thread(target=lambda: 1 / 0).start()
            threading.Thread(target=_thread.interrupt_main).start()
        """,
        "a_process_group_of_its_own": "import os; os.setsid() if os.getpid() != os.getsid(0) else None",
    },
    in_a_cell_of_its_own,
    earns=(ALL,),
)

CASES.snippets(
    {
        "kills_its_parent": "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
        "stops_its_parent": "import os, signal; os.kill(os.getppid(), signal.SIGSTOP)",
        "kills_its_group": "import os, signal; os.killpg(0, signal.SIGKILL)",
        "kills_everything": "import os, signal; os.kill(-1, signal.SIGKILL)",
        "stops_everything": "import os, signal; os.kill(-1, signal.SIGSTOP)",
        "stops_the_first_processes": """
            import os, signal
            for process in range(1, 20):
                for number in (signal.SIGSTOP, signal.SIGUSR1, signal.SIGKILL):
                    try:
                        os.kill(process, number)
                    except OSError as error:
                        print(process, error)
        """,
    },
    in_a_cell_of_its_own,
    earns=(ALL,),
    hazard=True,
)

CASES.snippets(
    {
        "endless_loop": "while True:\n    pass",
        "endless_loop_that_ignores_interrupts": """
            while True:
                try:
                    while True:
                        pass
                except BaseException:
                    pass
        """,
        "endless_loop_without_signals": """
            import signal
            signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
            while True:
                pass
        """,
        "endless_in_native_code": "import re; re.match(r'(a+)+$', 'a' * 60 + 'b')",
        "waits_for_itself": """
            import threading
            lock = threading.Lock()
            lock.acquire()
            lock.acquire()
        """,
        "shows_without_end": """
            class Endless:
                def __repr__(self):
                    while True:
                        pass
            Endless()
        """,
        "sleeps": "import time; time.sleep(10**6)",
    },
    in_a_cell_of_its_own,
    earns=(ALL,),
)

CASES.snippets(
    {
        "answer_never_returns": "def receivers(tensors):\n    while True:\n        pass\n",
        "answer_catches_everything": """
            def receivers(tensors):
                while True:
                    try:
                        while True:
                            pass
                    except BaseException:
                        pass
        """,
        "answer_exits": "def receivers(tensors):\n    import os\n    os._exit(0)\n",
        "answer_raises_system_exit": "def receivers(tensors):\n    raise SystemExit\n",
        "answer_interrupts": "def receivers(tensors):\n    raise KeyboardInterrupt\n",
        "answer_crashes": "def receivers(tensors):\n    import ctypes\n    return ctypes.string_at(0)\n",
        "answer_calls_itself": "def receivers(tensors):\n    return receivers(tensors)\n",
        "answer_calls_itself_without_limit": """
            import sys
            def receivers(tensors):
                sys.setrecursionlimit(10**9)
                class Deep(list):
                    def __eq__(self, other):
                        return [self] == [other]
                return Deep() == Deep()
        """,
        "answer_cell_exits": """
            def receivers(tensors):
                return []
            import os
            os._exit(1)
        """,
        "answer_is_a_list_that_goes_on": """
            class Names(list):
                def __iter__(self):
                    while True:
                        yield "w"
                def __repr__(self):
                    while True:
                        pass
                __len__ = __contains__ = __eq__ = __repr__
            def receivers(tensors):
                return Names(["w"])
        """,
    },
    in_the_answer,
    earns=(all_but("receivers"),),
)


LATER = {
    "a_thread_ends_the_process_later": """
        import os, threading, time
        threading.Thread(target=lambda: (time.sleep(0.1), os._exit(1))).start()
    """,
    "a_thread_writes_garbage_later": """
        import os, threading, time
        def late():
            time.sleep(0.1)
            for number in range(3, 300):
                try:
                    os.set_blocking(number, False)
                    os.write(number, b"garbage" * 1000)
                except OSError:
                    continue
        threading.Thread(target=late).start()
    """,
    "a_timer_strikes_later": "import signal; signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)",
    "a_handler_raises_later": """
        import signal, threading, time
        def handler(*_):
            raise RuntimeError("later")
        signal.signal(signal.SIGUSR1, handler)
        def late():
            while True:
                time.sleep(0.05)
                signal.raise_signal(signal.SIGUSR1)
        threading.Thread(target=late).start()
    """,
    "a_child_kills_its_parent_later": "import subprocess; subprocess.Popen(['sh', '-c', 'sleep 0.1; kill -9 $PPID'])",
    "a_child_stops_all_later": "import subprocess; subprocess.Popen(['sh', '-c', 'sleep 0.1; kill -STOP -1'])",
    "exits_in_the_next_cell": """
        import os
        get_ipython().events.register("pre_run_cell", lambda *_: os._exit(0))
    """,
    "exits_when_something_is_compiled": """
        import builtins, os
        builtins.compile = lambda *a, **k: os._exit(0)
    """,
    "exits_when_memory_is_tidied": "import gc, os; gc.callbacks.append(lambda *_: os._exit(1))",
}
CASES.snippets(LATER, in_a_cell_of_its_own, earns=(ALL,), hazard=True)

CASES.snippets(
    {
        "garbage_for_the_grader": """
            import os
            for number in range(3, 300):
                try:
                    os.set_blocking(number, False)
                    os.write(number, b"garbage" * 1000)
                except OSError:
                    continue
        """,
        "half_a_message_for_the_grader": """
            import os, struct
            for number in range(3, 300):
                try:
                    os.set_blocking(number, False)
                    os.write(number, struct.pack("!I", 1 << 20) + b"{")
                except OSError:
                    continue
        """,
        "segmentation_fault": "import faulthandler; faulthandler._sigsegv()",
        "a_number_without_end": "10 ** 10 ** 9",
        "nested_too_deep_to_store": """
            import pickle, sys
            sys.setrecursionlimit(10**9)
            value = []
            for _ in range(10**6):
                value = [value]
            pickle.dumps(value)
        """,
        "nested_too_deep_to_read": """
            import json, sys
            sys.setrecursionlimit(10**9)
            json.loads("[" * 10**6)
        """,
        "an_output_that_is_nested_too_deep": """
            from IPython.display import display
            value = []
            for _ in range(10**5):
                value = [value]
            display({"application/json": value, "text/plain": "x"}, raw=True)
        """,
        "an_output_that_is_none": """
            from IPython.display import display
            display({"text/plain": object(), 3: "x"}, raw=True)
        """,
        "characters_that_are_none": "print('\\ud800 \\x00 \\x1b[31m \\uffff')",
        "no_processes_for_anybody": """
            import resource
            resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        """,
        "a_second_for_everybody": "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))",
        "the_last_in_the_queue": "import os; os.nice(19)",
        "deaf_to_signals": """
            import signal
            signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        """,
        "another_program_in_its_place": "import os, sys; os.execv(sys.executable, [sys.executable, '-c', ''])",
        "its_child_stops_all": "import subprocess; subprocess.run(['sh', '-c', 'kill -STOP -1'])",
        "its_child_kills_all": "import subprocess; subprocess.run(['sh', '-c', 'kill -9 -1'])",
    },
    in_a_cell_of_its_own,
    earns=(ALL,),
    hazard=True,
)


@CASES.case(earns=(NOTHING,))
def every_answer_hangs(submission):
    """Costs a time limit for each test, not for the batch."""
    submission.answer_all("next(iter(int, 1) for _ in iter(int, 1) if sum(iter(int, 1)))")


@CASES.case(earns=(ALL,), look=NO)
def a_cell_that_takes_its_time(submission):
    """Long, and within the limit."""
    submission.solve()
    submission.insert("import time\ntime.sleep(2)", "receivers")

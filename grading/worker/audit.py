"""Watches, while a student's code runs, what Python can do that no exercise needs, and refuses the most of it.

Python's audit hooks see it wherever it is called from, and cannot be removed. Library code may go on doing it: logging,
warnings and namedtuple look at frames, minigrad starts Graphviz. So the question is always who asks.
"""

import _signal
import builtins
import os
import sys
import threading
import types

from grading.worker.hiding import alone

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share

_FRAMES = ("sys._getframe", "sys._current_frames", "sys._current_exceptions", "sys._getframemodulename")
_OUT_OF_FRAMES = ("tb_frame", "gi_frame", "cr_frame", "ag_frame")
# They hand a frame on to whoever calls them.
_HANDING_ON = frozenset(
    ["currentframe", "stack", "trace", "getouterframes", "getinnerframes", "walk_stack", "walk_tb", "<lambda>"]
) | frozenset(["getmembers", "_getmembers", "_get_code_object"])
_CODE = ("__code__", "gi_code", "cr_code", "ag_code")
_REFUSED = {
    "os.fork": "starts a copy of this process",
    "os.forkpty": "starts a copy of this process",
    "os.exec": "runs another program in place of this one",
    "gc.get_objects": "looks for objects of the grader",
    "gc.get_referrers": "looks for objects of the grader",
    "gc.get_referents": "looks for objects of the grader",
    "sys.settrace": "follows the code that runs",
    "sys.setprofile": "follows the code that runs",
    "code.__new__": "makes code by hand",
    "marshal.loads": "makes code by hand",
    "socket.connect": "uses the network",
    "socket.bind": "uses the network",
    "socket.sendto": "uses the network",
    "socket.getaddrinfo": "uses the network",
    "socket.gethostbyname": "uses the network",
    "sys.addaudithook": "watches the grader",
    "sys.monitoring.register_callback": "follows the code that runs",
}
_KILLS = ("os.kill", "os.killpg", "signal.pthread_kill")
# Between the student's line and the event there may be code of these: they act for whoever calls them.
_ACTING_FOR_OTHERS = (
    "subprocess.py",
    "socket.py",
    "bdb.py",
    "pdb.py",
    "os.py",
    "/ctypes/",
    "traceback.py",
    "inspect.py",
)
_PROCESS_FILES = ("/mem", "/environ", "/maps", "/fd")


def hide_frames_from_handlers():
    """Give signal handlers no frame: it would lead to those of the grader."""
    true_signal, default = _signal.signal, _signal.default_int_handler

    def signal(number, handler, /):
        if not callable(handler) or handler is default:
            return true_signal(number, handler)

        def without_frame(number, _):
            return handler(number, None)

        return true_signal(number, without_frame)

    _signal.signal = alone(signal)


class Watch:
    """The audit hook and what it has noted."""

    def __init__(self, is_library, is_protected):
        """is_protected(object): whether a function is one that the student's code must not change."""
        self.notes, self.judging = [], False
        self.is_graders = lambda code: False  # whether code is a test's, or that of a given cell
        sys.addaudithook(self._hook(is_library, is_protected))

    def judge(self):
        """Begin to watch a judge."""
        self.judging = True
        if sys.getprofile() is not None:
            self.notes.append(("refused", f"sys.setprofile: {_REFUSED['sys.setprofile']}"))
            sys.setprofile(None)

    def _is_tests(self, owner, name):
        """Return whether a function is the test's, or that of a given cell, and its code is to be changed."""
        function = self.judging and name in ("__code__", "__defaults__", "__kwdefaults__")
        return function and type(owner) is types.FunctionType and self.is_graders(owner.__code__)

    def take(self):
        """Return the notes since the last time: [(kind, evidence)]."""
        taken = self.notes[:]
        del self.notes[:]
        return taken

    def _hook(self, is_library, is_protected):
        frame_of, tracer, this_thread, getpid = sys._getframe, sys.gettrace, threading.get_ident, os.getpid
        busy, notes = set(), self.notes

        def note(kind, evidence):
            if len(notes) < 50 and (kind, evidence) not in notes:
                notes.append((kind, evidence))

        def refuse(event, why):
            note("refused", f"{event}: {why}")
            if event == "sys.addaudithook":
                raise RuntimeError("not in graded work")  # Python takes it as a no
            raise PermissionError(f"{event} is not possible in graded work")

        def asks(passing=(), frames_too=False):
            """Return whether it is a student's line that asks."""
            frame = frame_of(3)
            while frame is not None:
                code = frame.f_code
                if not is_library(code.co_filename):
                    return True
                on_behalf = any(part in code.co_filename for part in passing)
                if not on_behalf and not (frames_too and code.co_name in _HANDING_ON):
                    return False
                frame = frame.f_back
            return False

        def in_shell():
            """Return whether it is IPython that compiles a cell."""
            return frame_of(3).f_code.co_filename.endswith(("codeop.py", "compilerop.py", "interactiveshell.py"))

        def code_of(arguments):
            return getattr(*arguments)

        def check(event, arguments):
            if event in _FRAMES:
                if asks(frames_too=True):
                    refuse(event, "looks at the frames of the code that runs")
            elif event == "object.__getattr__":
                if arguments[1] in _OUT_OF_FRAMES and asks(frames_too=True):
                    refuse(arguments[1], "looks at the frames of the code that runs")
                if (
                    arguments[1] in _CODE
                    and self.judging
                    and asks(frames_too=True)
                    and self.is_graders(code_of(arguments))
                ):
                    refuse(arguments[1], "looks at the code of the test")
            elif event == "object.__setattr__":
                if (is_protected(arguments[0]) or self._is_tests(*arguments[:2])) and asks():
                    refuse(event, f"changes {getattr(arguments[0], '__qualname__', '?')}.{arguments[1]}")
            elif event in _REFUSED:
                if event == "sys.settrace" and tracer() is not None:
                    return  # a test follows the code, and Python stops that where the test's function has raised
                if event == "sys.setprofile" and not self.judging:
                    return  # cProfile does it; a judge looks whether it has been left so
                if asks(_ACTING_FOR_OTHERS):
                    refuse(event, _REFUSED[event])
            elif event in _KILLS:
                if (arguments[0] != getpid() or event != "os.kill") and asks():
                    refuse(event, "sends a signal to another process")
            elif event == "open":
                path = arguments[0]
                if isinstance(path, str) and path.startswith("/proc/") and path.endswith(_PROCESS_FILES) and asks():
                    refuse(event, f"reads {path}")
            elif event == "compile":
                file = arguments[1]
                if isinstance(file, str) and is_library(file) and (asks() or in_shell()):
                    refuse(event, f"makes code that says it is from {file}")
            elif event.startswith("ctypes.") and asks(_ACTING_FOR_OTHERS):
                refuse(event, "reaches into the memory of this process")

        def hook(event, arguments):
            if not (event in watched or event.startswith("ctypes.")):
                return
            thread = this_thread()
            if thread in busy:  # it is this hook that asks
                return
            busy.add(thread)
            try:
                check(event, arguments)
            finally:
                busy.discard(thread)

        watched = {*_FRAMES, *_REFUSED, *_KILLS, "object.__getattr__", "object.__setattr__", "open", "compile"}
        return hook

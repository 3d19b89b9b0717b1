"""Watches, while a student's code runs, what Python can do that no exercise needs, and refuses the most of it.

Python's audit hooks see it wherever it is called from, and cannot be removed. Library code may go on doing it: logging,
warnings and namedtuple look at frames, minigrad starts Graphviz. So the question is always who asks.
"""

import _signal
import builtins
import os
import re
import sys
import threading
import types

from grading.worker.hiding import alone

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share

_FRAMES = ("sys._getframe", "sys._current_frames", "sys._current_exceptions", "sys._getframemodulename")
_OUT_OF_FRAMES = ("tb_frame", "gi_frame", "cr_frame", "ag_frame")
# They hand a frame, or all that they know of one, on to whoever calls them.
_HANDING_ON = frozenset(
    ["currentframe", "stack", "trace", "getouterframes", "getinnerframes", "walk_stack", "walk_tb", "<lambda>"]
) | frozenset(["getmembers", "_getmembers", "_get_code_object"])
_HANDING_FILES = (
    *("/asyncio/base_tasks.py", "/asyncio/tasks.py", "/bdb.py", "/pdb.py", "/profile.py", "/trace.py", "/types.py"),
    *("/executing/", "/stack_data/", "/tblib/", "/debugpy/", "/numpy/distutils/", "/torch/_jit_internal.py"),
    *("/IPython/core/debugger.py", "/IPython/core/ultratb.py", "/IPython/utils/frame.py"),
)
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
# What a course of nbgrader's has and students' work needs not.
_OF_THE_COURSE = re.compile(r"gradebook\.db(?:$|\?)|/(solutions|source|submitted|autograded|feedback)/.*\.ipynb$")
_LOOKING = ("open", "sqlite3.connect")
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
_OPENING = ("/IPython/core/interactiveshell.py",)  # in cells, `open` is a function of IPython's


def _asking_the_hook(event):
    """Return a function that has the audit hook do what it is called for: nothing that it holds leads to the true one.

    The hook puts the result into the list that comes along.
    """
    audit = sys.audit

    def ask(*arguments):
        answer = []
        audit(event, answer, *arguments)
        return answer[0]

    return alone(ask)


class Watch:
    """The audit hook and what it has noted."""

    def __init__(self, is_library):
        self.notes, self.judging, self._protected = [], False, {}
        self.is_graders = lambda code: False  # whether code is a test's, or that of a given cell
        sys.addaudithook(self._hook(is_library))
        # Handlers and profilers would get frames, which lead to those of the grader.
        _signal.signal = _asking_the_hook("grading.signal")
        sys.setprofile = _asking_the_hook("grading.setprofile")

    def protect(self, functions):
        """Let nobody change the code and the defaults of these functions: {id: function}."""
        self._protected = functions

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

    def _hook(self, is_library):
        frame_of, tracer, this_thread, getpid = sys._getframe, sys.gettrace, threading.get_ident, os.getpid
        true_signal, default, true_setprofile = _signal.signal, _signal.default_int_handler, sys.setprofile
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

        def looks_further(target):
            """Return whether the frame that is asked for is of those that have called the student's line."""
            frame, found, all_of_them = frame_of(3), False, False
            while frame is not None and is_library(frame.f_code.co_filename):
                found = found or frame is target
                if frame.f_code.co_filename.endswith("/traceback.py"):  # names alone are in every traceback
                    all_of_them = all_of_them or bool(frame.f_locals.get("capture_locals"))
                frame = frame.f_back
            if frame is None or found or frame is target:
                return all_of_them and frame is not None
            # IPython's %%magics look one frame too far: beyond a cell's own there is nothing of the test's
            return all_of_them or frame.f_code.co_name != "<module>" or frame.f_back is not target

        def behind():
            """Return whether a student's line has led here, whoever does it for it."""
            frame = frame_of(3)
            while frame is not None and is_library(frame.f_code.co_filename):
                frame = frame.f_back
            return frame is not None

        def ends_tracing():
            frame = frame_of(3)
            return frame.f_code.co_filename.endswith("/doctest.py") and frame.f_locals.get("save_trace") is None

        def handle(answer, number, handler):
            def without_frame(number, _):
                return handler(number, None)

            hidden = callable(handler) and handler is not default
            answer.append(true_signal(number, without_frame if hidden else handler))

        def profile(answer, function):
            if function is not None and behind():
                refuse("sys.setprofile", _REFUSED["sys.setprofile"])
            answer.append(true_setprofile(function))

        instead = {"grading.signal": handle, "grading.setprofile": profile}

        def in_shell():
            """Return whether it is IPython that compiles a cell."""
            return frame_of(3).f_code.co_filename.endswith(("codeop.py", "compilerop.py", "interactiveshell.py"))

        def code_of(arguments):
            return getattr(*arguments)

        def check(event, arguments):
            if event in _FRAMES:
                further = event == "sys._getframe" and arguments and looks_further(arguments[0])
                if further or asks(_HANDING_FILES, frames_too=True):
                    refuse(event, "looks at the frames of the code that runs")
            elif event == "object.__getattr__":
                if arguments[1] in _OUT_OF_FRAMES and asks(_HANDING_FILES, frames_too=True):
                    refuse(arguments[1], "looks at the frames of the code that runs")
                if (
                    arguments[1] in _CODE
                    and self.judging
                    and asks(frames_too=True)
                    and self.is_graders(code_of(arguments))
                ):
                    refuse(arguments[1], "looks at the code of the test")
            elif event == "object.__setattr__":
                if (id(arguments[0]) in self._protected or self._is_tests(*arguments[:2])) and asks():
                    refuse(event, f"changes {getattr(arguments[0], '__qualname__', '?')}.{arguments[1]}")
            elif event in _REFUSED:
                if event == "sys.settrace" and tracer() is not None:
                    return  # a test follows the code, and Python stops that where the test's function has raised
                if event == "sys.setprofile" and not self.judging:
                    return  # cProfile does it, in C; a judge looks whether it has been left so
                if asks(_ACTING_FOR_OTHERS) or (event == "sys.settrace" and behind() and not ends_tracing()):
                    refuse(event, _REFUSED[event])
            elif event in _KILLS:
                if (arguments[0] != getpid() or event != "os.kill") and asks():
                    refuse(event, "sends a signal to another process")
            elif event in _LOOKING:
                path = arguments[0]
                if not isinstance(path, str):
                    return
                if path.startswith("/proc/") and path.endswith(_PROCESS_FILES) and asks(_OPENING):
                    refuse(event, f"reads {path}")
                if _OF_THE_COURSE.search(path) and behind():  # there is no such file here
                    note("looked", f"{event}: looks for {path[:200]}")
            elif event == "compile":
                file = arguments[1]
                if isinstance(file, str) and is_library(file) and (asks() or in_shell()):
                    refuse(event, f"makes code that says it is from {file}")
            elif event.startswith("ctypes.") and asks(_ACTING_FOR_OTHERS):
                refuse(event, "reaches into the memory of this process")
            elif event in instead:
                instead[event](*arguments)

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

        watched = {"object.__getattr__", "object.__setattr__", "compile", *_LOOKING, *_FRAMES, *_REFUSED, *_KILLS}
        watched.update(instead)
        return hook

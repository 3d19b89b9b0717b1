"""The warm process: imports once what notebooks need, and forks for each of them. Never runs a student's code.

minigrad takes as long to import as all else: it waits for a notebook that has to do with it.

python -m grading.worker.warm DESCRIPTOR
"""

import contextlib
import gc
import importlib
import importlib.util
import os
import signal
import socket
import sys
import traceback
from pathlib import Path

import numpy.testing  # noqa: F401

from grading.sandbox import Protection, kernel, run_confined
from grading.worker import Limits, audit, hiding, hooks, inside, library, protected, shell, showing
from grading.worker.keeper import Keeper
from grading.worker.messages import Closed, receive, send
from grading.worker.student import World, live

_COURSE = ("minigrad.draw", "minigrad.nn", "minigrad.optim", "minigrad.utils.checkpoint", "minigrad.utils.data")


def preload():
    """Import what tests and students are likely to use, so that it is protected and costs nothing later."""
    for name in ("decimal", "fractions", "statistics", "unittest.mock", "pickle", "csv", "ctypes", "timeit", "asyncio"):
        importlib.import_module(name)
    for name in protected.LAZY:
        importlib.import_module(name)
    importlib.import_module("grading.sandbox.unprotected")  # all of ours, so that all can be taken away later
    if sys.platform == "linux":
        importlib.import_module("grading.sandbox.namespaces")


def make_world():
    """Return what every notebook's process starts from, but for `get_ready`."""
    preload()
    made = shell.new_shell()
    folders = library.code_folders()
    is_library = library.library_check((*folders, "<test ", "<given>"))
    watch = audit.Watch(is_library)
    hiding.hide(hiding.graders(protected.all_classes()))
    world = World(
        made, is_library, sys.getrecursionlimit(), hooks.Hooks(made, is_library), watch, showing.Showing(made)
    )
    world.graders_modules = tuple(name for name in sys.modules if name.split(".")[0] == "grading")
    return world


def get_ready(world, needs):
    """Import what notebooks need, and remember all that their processes protect. needs: "course", and modules."""
    course = needs["course"] or not all(map(_is_installed, needs["modules"]))  # a file may import anything
    if course and _COURSE[0] not in sys.modules:
        for name in _COURSE:
            importlib.import_module(name)
    elif world.protected:
        return
    gc.disable()
    world.protected = protected.Protected()
    world.watch.protect(world.protected.functions)
    gc.collect()
    gc.freeze()
    gc.enable()
    if sys.platform == "linux":
        kernel.use_large_pages()


def _is_installed(name):
    first = name.split(".")[0]
    return first in sys.modules or first in sys.stdlib_module_names or importlib.util.find_spec(first) is not None


def serve(control):
    """Take notebooks until the pool hangs up."""
    gc.disable()  # until all is ready there is nothing to collect
    world = make_world()
    send(control, {"ready": True})
    twins = []
    while True:
        descriptors = []
        try:
            order = receive(control, descriptors)
        except Closed:
            break
        get_ready(world, order["needs"])
        if order.get("twin"):
            twin = os.fork()
            if twin == 0:
                control.close()
                control, twins = socket.socket(fileno=descriptors[0]), []
                send(control, {"ready": True, "pid": os.getpid()})
            else:
                os.close(descriptors[0])
                twins.append(twin)
            continue
        status = _confined(order, descriptors[0], world)
        os.close(descriptors[0])
        send(control, {"status": status})
    for twin in twins:
        os.waitpid(twin, 0)


def _confined(order, descriptor, world):
    """Run a notebook in a sandbox and return its wait status. No process of the sandbox has the pool's `control`."""
    limits = Limits(**order["limits"])
    protection = Protection(**order["protection"])
    readable = [Path(path) for path in order["readable"]]

    def begin():
        outer = socket.socket(fileno=descriptor)
        Keeper(outer, lambda channel: live(channel, world, order["files"], limits.output_bytes)).serve()

    if protection.name == "namespaces" and os.environ:
        kernel.forget_environment()  # once, not in every fork
    try:
        if protection.name == "bubblewrap":
            return _behind_bubblewrap(order, descriptor, protection, limits, readable)
        return run_confined(begin, protection=protection, limits=limits, readable=readable, keep_fds=[descriptor])
    except Exception:  # the pool sees that nothing answers
        traceback.print_exc()
        return 1


def _behind_bubblewrap(*arguments):
    """The same, by a program that takes the place of the process that starts it."""
    pid = os.fork()
    if pid == 0:
        try:
            inside.start(*arguments)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    return os.waitpid(pid, 0)[1]


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the pool
    with contextlib.suppress(Closed):  # the pool was killed
        serve(socket.socket(fileno=int(sys.argv[1])))
    os._exit(0)  # nothing is left to be tidied up

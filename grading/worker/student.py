"""The process that runs a notebook's cells, but for its tests, and forks a judge for each of these."""

import _socket  # socket.socket makes enumerations of its arguments
import builtins
import os
import random
import shutil
import signal
import sys
import tempfile
import types
from dataclasses import dataclass, field

from grading.sandbox.room import Room
from grading.worker.given import parts_of
from grading.worker.judge import judge
from grading.worker.messages import Closed, receive, send

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share

_fork, _exit, _getpid, _waitpid = os.fork, os._exit, os.getpid, os.waitpid
_random, _state_of, _set_state = random._inst, random.Random.getstate, random.Random.setstate


@dataclass
class World:
    """What the warm process has made ready."""

    shell: object
    is_library: object
    recursion_limit: int
    hooks: object
    watch: object
    showing: object
    protected: object = None
    graders_modules: tuple = ()  # their names: to look through all modules writes to the page of each name
    room: object = None


@dataclass
class Notebook:
    """Who has bound which names so far."""

    given: dict = field(default_factory=dict)  # functions, classes and modules of given cells
    data: dict = field(default_factory=dict)  # what else these have bound
    students: list = field(default_factory=list)
    given_classes: list = field(default_factory=list)
    given_code: dict = field(default_factory=dict)  # the functions of these, and what they were made of


def live(channel, world, files, limit):
    """Do what the keeper asks for, until it goes away."""
    os.environ["NBGRADER_EXECUTION"] = "autograde"  # as nbgrader says it
    os.chdir(tempfile.mkdtemp(prefix="notebook-"))
    if files:
        shutil.copytree(files, ".", dirs_exist_ok=True)
    sys.path.insert(0, "")
    world.shell.user_ns["_dh"][:] = [os.getcwd()]  # `%cd -` leads back to here
    for name in world.graders_modules:
        sys.modules.pop(name, None)  # no need to put temptation in the way
    sys.modules["__main__"] = world.shell.user_module
    signal.signal(signal.SIGINT, signal.default_int_handler)
    world.room = Room()
    notebook, me, ready = Notebook(), _getpid(), False
    try:
        while True:
            descriptors = []
            order = receive(channel, descriptors)
            if order["do"] == "run":
                if not ready:
                    world.protected.extend(order["modules"])
                    world.protected.begin()
                    ready = True
                answer = _run(order, world, notebook, limit)
            else:
                answer = {"judge": _judge(channel, descriptors[0], world, notebook)}
            if _getpid() != me:
                _exit(0)  # a student's fork has come back here
            send(channel, answer | {"word": order["word"]})
    except Closed:
        return


def _run(order, world, notebook, limit):
    shell = world.shell
    given = order["kind"] == "given"
    before, modules = dict(shell.user_ns), set(sys.modules) if given else set()
    # the student's transformations are for the student's cells
    put_back = world.hooks.without_students() if given else None
    shell.execution_count = order["count"]
    running = world.room.running()
    with world.room.for_student():
        outputs = shell.run(order["source"], limit, quiet=order["kind"] == "test", shows=order["shows"])
    state = {"short": world.room.after(failed=not shell.last_execution_succeeded)}
    state["goes_on"] = any(now > then for now, then in zip(world.room.running(), running, strict=True))
    if put_back:
        put_back()
    notes = world.hooks.restore() + [
        ("restored", f"{name} had been changed") for name in world.protected.restore_builtins()
    ]
    if given:
        world.protected.knows(set(sys.modules) - modules)
    for name, value in list(shell.user_ns.items()):
        if name.startswith("_") or before.get(name, before) is value or name in ("In", "Out", "exit", "quit"):
            continue
        if given:
            defined = isinstance(value, type | types.FunctionType | types.ModuleType)
            (notebook.given if defined else notebook.data)[name] = value
            (notebook.data if defined else notebook.given).pop(name, None)
            if isinstance(value, type):
                notebook.given_classes.append(value)
            if type(value) is types.FunctionType:
                notebook.given_code[name] = value, parts_of(value)
            if name in notebook.students:
                notebook.students.remove(name)
        elif order["kind"] != "test" and name not in notebook.students:
            notebook.students.append(name)
    return state | {"outputs": outputs, "notes": notes + world.watch.take()}


def _judge(channel, descriptor, world, notebook):
    """Fork a judge that talks over the descriptor; return its process id."""
    _reap()
    numbers = _state_of(_random)
    pid = _fork()
    if pid == 0:
        _set_state(_random, numbers)  # Python has given the fork a seed of its own
        channel.close()
        try:
            judge(_socket.socket(fileno=descriptor), world, notebook)
        finally:
            _exit(0)
    os.close(descriptor)
    return pid


def _reap():
    try:
        while _waitpid(-1, os.WNOHANG)[0]:
            continue
    except ChildProcessError:  # there is none
        return

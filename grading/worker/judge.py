"""Runs one test, in a process of its own, on what the student's cells have left behind."""

import _thread
import builtins
import gc
import signal
import sys
import time
import types
from _signal import signal as _handle  # `signal.signal` makes enumerations of its arguments

from grading.worker.given import alike, altered, rebuild
from grading.worker.guards import Guards
from grading.worker.messages import Closed, receive, send
from grading.worker.rewriting import guarded, loaded
from grading.worker.values import CONTAINERS, PLAIN

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share

_INTERRUPT, _DEFAULT = int(signal.SIGINT), signal.default_int_handler
_callbacks, _threads = gc.callbacks, _thread._count  # those that there are: others can stand in their place


def judge(channel, world, notebook):
    """Restore what the student has changed, then wait for the test, run it and report."""
    sys.settrace(None)
    world.watch.judge()
    _callbacks.clear()
    _handle(_INTERRUPT, _DEFAULT)
    changed = world.protected.restore()
    hooked = world.hooks.restore_methods()
    sys.setrecursionlimit(world.recursion_limit)
    shown = [("changed", f"{name} had been changed") for name in world.showing.changed()[:20]]
    send(channel, {"ready": True, "changed": changed[:20], "notes": hooked + shown + world.watch.take()})
    try:
        _run(channel, world, notebook, receive(channel))
    except Closed:
        return


def _run(channel, world, notebook, test):
    shell = world.shell
    student = shell.user_ns
    native, *copies = world.protected.builtins_now()
    rebound = _replaced(student, native) + _rebound(student, notebook, test["mine"], test["names"]["asked"])
    rebound += altered(notebook)
    _tidy(student, copies.pop())
    guards = Guards(world.protected, world.is_library, student, notebook, test)
    guards.start({}, native)
    world.watch.is_graders = guards.is_graders
    rebuild(test["definitions"], student, notebook, guards, native)
    shell.execution_count = test["count"]
    started, threads = time.perf_counter(), _threads()
    error = _tried(guards, shell, native, copies.pop(), test)
    seconds = time.perf_counter() - started
    error = error and _plain(error)
    verdict = {
        "passed": error is None,
        "number": guards.number,
        "seconds": seconds,
        "found": guards.found,
        "alone": _alone(threads) and not world.showing.changed(),
        "notes": rebound + world.watch.take(),
    }
    if error is None:
        verdict["outputs"] = shell.outputs.taken()
        send(channel, {"word": test["word"]} | verdict)
    else:
        send(channel, {"word": test["word"]} | verdict)
        order = receive(channel)
        _show(error, order, test, shell)
        send(channel, {"word": order["word"], "outputs": shell.outputs.taken()})
    order = receive(channel)
    _take_away(student, notebook, test["mine"])
    error = _tried(guards, shell, native, copies.pop(), test)
    send(channel, {"word": order["word"], "passed": error is None, "number": guards.number})


def _tried(guards, shell, native, builtins, test):
    """Run the test, in a namespace of its own, and return the exception that ended it, if any."""
    namespace = {"__builtins__": builtins, "__name__": "__main__"}
    functions = guards.all()
    guards.start(namespace, native)
    for name in test["names"]["own"]:  # names that it binds may have been bound before
        try:
            namespace[name] = guards.variables.read(name)
        except NameError:
            continue
    for data in test["prelude"]:  # earlier tests that this one takes functions from
        shell.begin(0)
        _outcome(guarded(loaded(data), functions, native), namespace)
        guards.end()
    guards.start(namespace, native)
    shell.begin(test["limit"])
    error = _outcome(guarded(loaded(test["code"]), functions, native), namespace)
    guards.end()
    return error


def _outcome(code, namespace):
    """Run the code and return the exception that ended it, if any."""
    try:
        exec(code, namespace)
    except BaseException as error:  # whatever a student's function raises
        return error
    return None


def _tidy(namespace, builtins):
    """Leave names in the student's namespace that are what they seem, and Python's own functions beside them."""
    kept = [(name, value) for name, value in namespace.items() if type(name) is str]
    namespace.clear()
    namespace.update(kept)
    namespace["__builtins__"] = builtins


def _replaced(namespace, native):
    """Return notes of built-in functions that the student's own code has others for."""
    found = namespace.get("__builtins__")
    if type(found) is not dict or all(found.get(name) is value for name, value in native.items() if callable(value)):
        return []
    return [("restored", "the built-in functions had been changed")]


def _rebound(namespace, notebook, mine, asked):
    """Return notes of the names that the test asks for: those of given cells that the student has bound anew."""
    return [
        ("rebound", f"{name}, which a given cell defines, had been defined anew")
        for name, value in notebook.given.items()
        if name in asked
        and name in namespace
        and namespace[name] is not value
        and name not in mine
        and _stands_in(namespace[name], value)
    ]


def _stands_in(value, true):
    """Return whether what a student has bound could pass for what the given cell has: a list is no function."""
    kind = type(value)
    if (kind in PLAIN and kind is not type) or kind in CONTAINERS or alike(value, true):
        return False
    if type(true) is not types.ModuleType:
        return callable(value)
    if kind is types.ModuleType and sys.modules.get(vars(value).get("__name__")) is value:
        return False
    if any(value is one for one in vars(true).values()):  # from datetime import datetime
        return False
    # numpy.copy has nothing that anybody asks the module copy for
    return any(hasattr(value, name) for name in vars(true) if not name.startswith("_"))


def _take_away(namespace, notebook, mine):
    """Put the names that the student has bound back to what they are before the exercise is solved."""

    def unsolved(*arguments, **keywords):
        raise NotImplementedError("not solved yet")

    for name in [*notebook.students, *mine]:
        if name in notebook.data:
            namespace[name] = notebook.data[name]
        elif callable(namespace.get(name)):
            namespace[name] = unsolved
        else:
            namespace.pop(name, None)


def _alone(threads):
    """End what would run code of the student's from now on by itself; return whether nothing is left of it."""
    for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
        signal.setitimer(timer, 0)
    gc.disable()
    _callbacks.clear()
    return _threads() <= threads


def _plain(error, made=None):
    """Return an exception that says the same, without code of the student's: the lines of the test are there then."""
    made = {} if made is None else made
    if id(error) in made:
        return made[id(error)]
    cls = type(error)
    try:
        message = str.__str__(str(error))
    except BaseException as failure:  # the message of an exception may be code of the student's
        message = f"(its message cannot be shown: {type(failure).__name__})"
    names = {"__str__": lambda self: message, "__module__": _builtin_module(cls)}
    plain = made[id(error)] = type(str.__str__(cls.__name__), (Exception,), names)()
    cause, context = BaseException.__cause__.__get__(error), BaseException.__context__.__get__(error)
    if len(made) < 20:
        plain.__cause__ = None if cause is None else _plain(cause, made)
        plain.__context__ = None if context is None else _plain(context, made)
    plain.__suppress_context__ = BaseException.__suppress_context__.__get__(error)
    return plain.with_traceback(BaseException.__traceback__.__get__(error))


def _builtin_module(cls):
    return "builtins" if vars(sys.modules["builtins"]).get(cls.__name__) is cls else "__main__"


def _show(error, order, test, shell):
    """Put the exception into the outputs, as a kernel shows it. order: has the lines of the test, and their words."""
    places, trace = [], error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if "/grading/worker/" not in file:  # the guards' own lines say nothing
            places.append(trace)
        trace = trace.tb_next
    shown = None
    for place in reversed(places):
        shown = types.TracebackType(shown, place.tb_frame, place.tb_lasti, place.tb_lineno)
    try:
        shell.InteractiveTB.set_mode("Context")  # in others it shows the variables of the test
        shell.show(error, shown, order["source"], test["name"], test["count"], order["words"])
    except BaseException as failure:  # the message of an exception may be code of the student's
        text = f"{type(error).__name__}, whose message cannot be shown ({type(failure).__name__})"
        shell.outputs.add(
            {"output_type": "error", "ename": type(error).__name__, "evalue": text, "traceback": [text]}, 0
        )

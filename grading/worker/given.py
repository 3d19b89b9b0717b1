"""Gives a judge the functions, classes and modules of given cells as the instructor has written them.

Those that ran keep their identity, since the student's objects may be made of them, but get new code: code whose names
lead nowhere that a student can write to. See `rewriting`.
"""

import builtins
import types

from grading.worker.places import dict_of
from grading.worker.rewriting import GIVEN, guarded, loaded

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share

_ASKED = (
    "__eq__",
    "__ne__",
    "__lt__",
    "__le__",
    "__gt__",
    "__ge__",
    "__bool__",
    "__len__",
    "__contains__",
    "__class__",
)


def rebuild(definitions, namespace, notebook, guards, native):
    """Define the names of given cells again, in the namespace and for the guards."""
    functions = guards.all()
    for data, names in definitions:
        code = guarded(loaded(data), functions, native)
        if names:
            _define(code, names, namespace, notebook, guards)
        else:
            _import(code, namespace, guards, native)
    for name, value in notebook.given.items():
        if name not in guards.fixed:  # what it is made by is not repeated: it may do more than to define
            guards.fixed[name] = value


def _import(code, namespace, guards, native):
    found = {"__builtins__": native, "__name__": "__main__"}
    try:
        exec(code, found)
    except Exception:  # there is no such module: the name stays as it is
        return
    del found["__builtins__"], found["__name__"]
    guards.fixed.update(found)
    namespace.update(found)


def _define(code, names, namespace, notebook, guards):
    before = dict(namespace)
    try:
        exec(code, namespace)
    except Exception:  # it needs something that did not come about: the name stays as it is
        namespace.clear()
        namespace.update(before)
        return
    for name in names:
        fresh, ran = namespace[name], notebook.given.get(name)
        namespace[name] = guards.fixed[name] = _genuine(ran, fresh, guards)


def _genuine(ran, fresh, guards):
    """Return what stands for what a given cell has made: that itself, made right, or what takes its place."""
    if isinstance(fresh, type):
        guards.knows(fresh)
        if type(ran) is type(fresh):
            _adopt(ran, fresh, guards)
            return ran
    if isinstance(fresh, types.FunctionType):
        if type(ran) is types.FunctionType and not ran.__closure__ and not fresh.__closure__:
            _take_code(ran, fresh, ran.__code__.co_filename, guards)
            return ran
        _take_code(fresh, fresh, GIVEN, guards)
    return fresh


def _take_code(function, source, file, guards):
    code = _located(source.__code__, file)
    guards.trusts(code)
    function.__code__ = code
    function.__defaults__, function.__kwdefaults__ = source.__defaults__, source.__kwdefaults__


def _located(code, file):
    """Return the code as if it came from that file: messages show its lines."""
    inner = [_located(one, file) if isinstance(one, types.CodeType) else one for one in code.co_consts]
    return code.replace(co_filename=file, co_consts=tuple(inner))


def _adopt(ran, fresh, guards):
    """Give a class that ran the methods of the one that was made anew."""
    entries = dict_of(ran)
    for name, entry in dict_of(fresh).items():
        written = [one for one in _functions_of(entry) if one.__code__.co_filename == GIVEN]
        for function in written:
            there = _functions_of(entries.get(name))
            _take_code(function, function, there[0].__code__.co_filename if there else GIVEN, guards)
            for variable, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
                if variable == "__class__":
                    cell.cell_contents = ran
        if written:
            type.__setattr__(ran, name, entry)
    for name in _ASKED:
        if name in entries and name not in dict_of(fresh):
            type.__delattr__(ran, name)


def _functions_of(entry):
    if isinstance(entry, property):
        parts = [entry.fget, entry.fset, entry.fdel]
    elif isinstance(entry, classmethod | staticmethod):
        parts = [entry.__func__]
    else:
        parts = [entry]
    return [part for part in parts if type(part) is types.FunctionType]


def parts_of(function):
    """Return what a function is made of, for `altered`."""
    named = function.__kwdefaults__
    return function.__code__, function.__defaults__, named and dict(named)


def altered(notebook):
    """Return notes of the functions of given cells that a student's code has made others, where they stood."""
    changed = [name for name, (function, parts) in notebook.given_code.items() if parts_of(function) != parts]
    return [("restored", f"{name}, which a given cell defines, had been changed") for name in changed]


def alike(one, other):
    """Return whether two functions do the same, as far as their code shows it."""
    if not isinstance(one, types.FunctionType) or not isinstance(other, types.FunctionType):
        return False
    mine, its = one.__code__, other.__code__
    same = (mine.co_code, mine.co_names, mine.co_varnames, len(mine.co_consts))
    return same == (its.co_code, its.co_names, its.co_varnames, len(its.co_consts)) and not one.__closure__

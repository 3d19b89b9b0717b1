"""What a student's code must not change for the tests: remembered before it runs, compared and put back after."""

import builtins
import gc
import importlib
import itertools
import operator
import os
import sys
import types

from grading.worker.places import Back, Entry, Gone, Reclassed, Removed, dict_of
from grading.worker.versions import Contents, Together, Types, Versions

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share

# Every function, class and module that these hold is put back, in others only what is asked for by name.
PACKAGES = frozenset(
    (
        "_signal", "builtins", "collections", "contextlib", "copy", "dataclasses", "fractions",
        "functools", "itertools", "json", "linecache", "marshal", "math", "minigrad", "operator",
        "random", "re", "signal", "statistics", "struct", "time", "types", "unittest", "warnings",
    )
)  # fmt: skip
NUMPY = ("numpy", "numpy.linalg", "numpy.testing", "numpy.testing._private.utils", "numpy._core")
_NUMPY_CORE = ("fromnumeric", "numeric", "multiarray", "umath", "shape_base", "function_base", "arrayprint", "_methods")
NUMPY += tuple(f"numpy._core.{name}" for name in _NUMPY_CORE)
NUMPY += ("numpy.lib._function_base_impl", "numpy.linalg._linalg", "numpy.lib._shape_base_impl")
NUMPY += ("numpy.lib._npyio_impl", "numpy.lib._datasource")  # what reads files
LAZY = ("numpy.random", "numpy.fft", "numpy.ma", "numpy.ma.core", "numpy.polynomial")  # NumPy imports them when asked
NUMPY += LAZY
_CLOSE = ("builtins", "math", "random", "operator", "numpy", "numpy.testing", "numpy.linalg", "unittest.mock")
_CLOSE += ("numpy.random", "numpy.fft")
NUMBERS = ("math", "numpy", "minigrad", "builtins")  # of these the numbers too: pi, inf, float32
_KINDS = (type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType, types.MethodType)
_OF_CLASSES = (*_KINDS, property, classmethod, staticmethod)
_UNSTABLE = frozenset(["__dict__", "__weakref__", "__doc__", "_abc_impl", "__abstractmethods__", "__annotations__"])
_CHANGED_BY_LIBRARIES = frozenset(["warnings.showwarning"])  # logging.captureWarnings does it
_MOST_MODULES = 400  # of packages that are imported later: of larger ones, only what is named
_REBINDING = frozenset(["torch", "matplotlib", "tensorflow", "jax"])  # these change their own functions as they go
_OWN_WAYS = frozenset(["sys", "IPython", "ipykernel", "asyncio", "__main__", "__future__"])  # change as a cell runs
_COPIES = 4  # of the built-in functions, that a judge needs
_HEAP_TYPE = 1 << 9  # a class that can be changed at all
_module_name_of, _qualname_of = (type.__dict__[name].__get__ for name in ("__module__", "__qualname__"))


def _is_protected(name):
    return (name.split(".")[0] in PACKAGES and not name.startswith("minigrad.draw.")) or name in NUMPY


def _is_close(name):
    """Return whether a module is one that tests use themselves: these are compared while a test runs."""
    return name in _CLOSE or (name.startswith("minigrad") and not name.startswith("minigrad.draw"))


class Protected:
    """The functions, classes and modules as they are now."""

    def __init__(self):
        self.names, self.dicts, self.values = [], [], []  # of each place: its names, where it is, what is there
        self.classes, self.cells = [], []
        self.functions = {}  # by their ids: the audit hook refuses to change their code and their defaults
        self.known, self.keep = frozenset(), []
        self._know(all_classes())
        self._seen = set()
        self._more, self._used = frozenset(), frozenset()  # modules that the instructor's cells import
        for name, module in sorted(sys.modules.items()):
            if isinstance(module, types.ModuleType) and _is_protected(name):
                self._module(name, module)
        self.modules = [(name, module) for name, module in sys.modules.items() if _is_protected(name)]
        self._not_imported = [name for name in sys.stdlib_module_names if name not in sys.modules]
        self.paths = [list(sys.path), list(sys.meta_path), list(sys.path_hooks)]
        self.builtins = frozenset(vars(sys.modules["builtins"]))
        self._of_builtins = None, None  # and their version when they were as they should be
        self._copies = [_copy_of_builtins() for _ in range(_COPIES)]  # to make one writes to every function's page
        self._builtins = vars(sys.modules["builtins"])
        self._copied = Together([Versions([self._builtins])])
        self._compare()
        self.begin()

    def _compare(self):
        """Make ready to compare all of it, and the few places that are close."""
        self.flat = [*zip(self.dicts, self.names, self.values, strict=True)]
        self.few_flat = [place for place in self.flat if self._is_close(place[1][0])]
        self.few_classes = [entry for entry in self.classes if self._is_close(entry[0].__module__)]
        self._all = Compared(self.flat, self.classes)
        self._few = Compared(self.few_flat, self.few_classes)
        self.contents = Contents(self.cells)
        self._entries = {}  # made now: made by a judge, they would be copied and written for every test
        for dictionary, (_, names), values in reversed(self.flat):
            self._entries[id(dictionary)] = dict(zip(names, values, strict=True))
        modules = [(name, module) for name, module in self.modules if isinstance(module, types.ModuleType)]
        self._module_names = {id(module): name for name, module in reversed(modules)}
        close = [module for name, module in modules if self._is_close(name)]
        self._types = {False: Types([module for _, module in modules]), True: Types(close)}
        self._all_close = Together([*self._few.parts, self._types[True]])

    def _is_close(self, name):
        return _is_close(name) or name in self._used

    def begin(self):
        """Called when a student's code is about to run: what is imported from now on may be theirs."""
        self._imported = Versions([sys.modules])
        self._everything = Together([*self._all.parts, self._types[False], self.contents, self._imported])

    def extend(self, names):
        """Import modules that the instructor's cells will need, and keep what they hold too.

        No cell has run yet, and what is installed comes first: a file beside the notebook stands in nobody's way.
        """
        known = {id(dictionary) for dictionary in self.dicts}
        there = [name for name in names if name in sys.modules and name.split(".")[0] not in _OWN_WAYS]
        there += ["posixpath", "genericpath"] if "os" in there else []
        there = [name for name in there if name in sys.modules and id(vars(sys.modules[name])) not in known]
        names = [name for name in names if name not in sys.modules]
        if not names and not there:
            return
        before, path = set(sys.modules), list(sys.path)
        for folders in ([folder for folder in path if folder not in ("", os.getcwd())], path):
            sys.path[:] = folders
            for name in names:
                try:
                    importlib.import_module(name)
                except Exception:  # the cell that needs it will say so
                    continue
        new = [name for name, module in sys.modules.items() if name not in before and type(module) is types.ModuleType]
        used = set(names).intersection(new).union(there)
        if not new and not there:
            return
        rebinding = any(name.split(".")[0] in _REBINDING for name in new)
        more = used if rebinding or len(new) > _MOST_MODULES else [*new, *there]
        self._more = frozenset(name for name in more if not name.startswith("minigrad.draw."))
        self._used = frozenset(used)
        for name in sorted(self._more):
            self._module(name, sys.modules[name])
        self.modules += [(name, sys.modules[name]) for name in self._more]
        self._not_imported = [name for name in self._not_imported if name not in sys.modules]
        self._know(all_classes())
        self._compare()

    def knows(self, modules):
        """Take the classes of these modules, which a given cell has imported, for no student's."""
        if modules:
            self._know([cls for cls in all_classes() if _module_of(cls) in modules])

    def _know(self, classes):
        self.keep.append(classes)  # else a student's class could come to lie where one of them was
        self.known |= {id(cls) for cls in classes}

    def _module(self, name, module):
        kept = {
            key: value
            for key, value in vars(module).items()
            if isinstance(value, _KINDS) or callable(value) or (name in NUMBERS and not key.startswith("_"))
        }
        kept.pop("_", None)
        self._place(name, vars(module), kept)
        for value in kept.values():
            self._inspect(value)
        if name.startswith("minigrad"):  # its tables of functions
            for key, value in vars(module).items():
                if type(value) is dict and key != "__builtins__" and any(map(callable, value.values())):
                    self._place(f"{name}.{key}", value, dict(value))

    def _place(self, label, dictionary, kept):
        self.dicts.append(dictionary)
        self.names.append((label, tuple(kept)))
        self.values.append(tuple(kept.values()))

    def _inspect(self, value):
        if isinstance(value, types.MethodType):
            value = value.__func__
        if id(value) in self._seen:
            return
        if isinstance(value, type) and value.__flags__ & _HEAP_TYPE and self._covers(str(value.__module__)):
            self._seen.add(id(value))
            entries = dict_of(value)
            kept = {key: entry for key, entry in entries.items() if key not in _UNSTABLE and self._fixed(entry)}
            self.classes.append((value, entries, tuple(kept), tuple(kept.values()), len(entries), frozenset(entries)))
            for entry in kept.values():
                for function in _inside(entry):
                    self._inspect(function)
        elif isinstance(value, types.FunctionType):
            self._seen.add(id(value))
            self.functions[id(value)] = value
            for cell in value.__closure__ or ():
                try:
                    content = cell.cell_contents
                except ValueError:  # not filled yet
                    continue
                if callable(content):
                    self.cells.append(cell)
                    self._inspect(content)
            self._inspect(getattr(value, "__wrapped__", None))

    def _covers(self, name):
        return _is_protected(name) or name in self._more

    @staticmethod
    def _fixed(entry):
        return isinstance(entry, _OF_CLASSES) or callable(entry) or hasattr(type(entry), "__get__")

    def entry(self, module, name):
        """Return what a protected module had under that name; None where it is none of these."""
        entries = self._entries.get(id(vars(module)))
        return entries and entries.get(name)

    def changes(self, quick=False):
        """Return what has changed: [(name, function that puts it back)]. quick: only what is close."""
        if quick and not self._all_close.may_have_changed():
            return []
        found = []
        places, classes = (self._few if quick else self._all).changed()
        for dictionary, (label, names), values in places:
            if not all(map(operator.is_, map(dictionary.get, names), values)):
                found += self._differing(label, dictionary, names, values)
        for cls, entries, names, values, length, all_names in classes:
            if not all(map(operator.is_, map(entries.get, names), values)):
                found += self._differing_class(cls, entries, names, values)
            if len(entries) != length:
                found += self._added(cls, entries, all_names)
        for module, cls in self._types[quick].changed():
            found.append((f"{self._module_names[id(module)]}.__class__", Reclassed(module, cls)))
        if not quick:
            for cell, content in self.contents.changed():
                found.append((getattr(content, "__qualname__", "?"), Back(cell, "cell_contents", content)))
            found += self._shadowing(places)
        return found

    @staticmethod
    def _differing(label, dictionary, names, values):
        for name, value in zip(names, values, strict=True):
            if dictionary.get(name) is not value:
                yield f"{label}.{name}", Entry(dictionary, name, value)

    @staticmethod
    def _differing_class(cls, entries, names, values):
        for name, value in zip(names, values, strict=True):
            if entries.get(name) is not value:
                yield f"{cls.__module__}.{cls.__qualname__}.{name}", Back(cls, name, value)

    @staticmethod
    def _added(cls, entries, all_names):
        for name in sorted(set(entries) - all_names - _UNSTABLE):
            if callable(entries[name]) or hasattr(type(entries[name]), "__get__"):
                yield f"{cls.__module__}.{cls.__qualname__}.{name}", Gone(cls, name)

    def _shadowing(self, places):
        """Yield names that hide a builtin in a module that had none of that name."""
        for dictionary, (label, names), _ in places:
            if label != "builtins":
                for name in self.builtins.intersection(dictionary).difference(names):
                    if callable(dictionary[name]) and not name.startswith("__"):
                        yield f"{label}.{name}", Removed(dictionary, name)

    def restore_builtins(self):
        """Put back Python's own functions, which the shell needs, and return the names of those that had changed."""
        names = vars(sys.modules["builtins"])
        if self._of_builtins[0] is names and not any(self._of_builtins[1].changed()):
            return []
        (place,) = [place for place in self.few_flat if place[0] is names]
        changes = list(self._differing(place[1][0], names, place[1][1], place[2]))
        for _, put_back in changes:
            put_back()
        self._of_builtins = names, Versions([names])
        return [name for name, _ in changes]

    def builtins_now(self):
        """Return dictionaries of Python's own functions, each for one use: called once in a process."""
        if vars(sys.modules["builtins"]) is not self._builtins or self._copied.may_have_changed():
            return [_copy_of_builtins() for _ in range(_COPIES)]
        return self._copies

    def restore(self):
        """Put back what has changed and return the names."""
        may_have_changed = self._everything.may_have_changed()
        changes = self.changes() if may_have_changed else []
        imported = may_have_changed and any(self._imported.changed())
        for name, module in self.modules if imported else ():
            if sys.modules.get(name) is not module:
                changes.append((f"sys.modules[{name!r}]", Entry(sys.modules, name, module)))
        for _, put_back in changes:
            put_back()
        path, finders, hooks = self.paths
        sys.path[:] = [*path, *(entry for entry in sys.path if entry not in path)]
        sys.meta_path[:] = finders
        sys.path_hooks[:] = hooks
        for name in [name for name in self._not_imported if name in sys.modules] if imported else ():
            del sys.modules[name]  # imported anew, should the test need it
        return sorted({name for name, _ in changes} - _CHANGED_BY_LIBRARIES)


class Compared:
    """Places and classes, and which of them are to be compared: those whose dictionaries have changed."""

    def __init__(self, places, classes):
        self.places, self.classes = places, classes
        self._versions = Versions(dictionary for dictionary, _, _ in places)
        self._of_classes = Versions(dict_behind(entries) for _, entries, *_ in classes)
        self.parts = self._versions, self._of_classes

    def changed(self):
        """Return those places and those classes."""
        places = list(itertools.compress(self.places, self._versions.changed()))
        return places, list(itertools.compress(self.classes, self._of_classes.changed()))


def _copy_of_builtins():
    copy = dict(vars(sys.modules["builtins"]))
    copy.pop("_", None)  # where IPython keeps the last output
    return copy


def _module_of(cls):
    """Return the name of the module that holds a class; None where it only says so."""
    name = _module_name_of(cls)
    module = sys.modules.get(name) if type(name) is str else None
    if type(module) is not types.ModuleType:
        return None
    first, *inner = _qualname_of(cls).split(".")
    found = vars(module).get(first)
    for part in inner:
        found = dict_of(found).get(part) if issubclass(type(found), type) else None
    return name if found is cls else None


def dict_behind(proxy):
    """Return the dictionary of a class, of which Python hands out a view only."""
    (dictionary,) = gc.get_referents(proxy)
    return dictionary


class Methods:
    """The methods of an object, as they are now."""

    def __init__(self, owner):
        self.owner = owner
        self.kept = [
            (cls, name, value)
            for cls in type(owner).__mro__
            if cls.__flags__ & _HEAP_TYPE
            for name, value in dict_of(cls).items()
            if isinstance(value, types.FunctionType)
        ]
        self.names = frozenset(name for _, name, _ in self.kept)
        classes = [cls for cls in type(owner).__mro__ if cls.__flags__ & _HEAP_TYPE]
        self.versions = Versions(dict_behind(dict_of(cls)) for cls in classes)
        self._own = vars(owner)
        self._of_own = Versions([self._own])  # as they were when nothing stood in for a method

    def _has_none(self):
        """Return whether the object itself has nothing of a method's name."""
        own = vars(self.owner)
        if own is self._own and not any(self._of_own.changed()):
            return True
        if not self.names.isdisjoint(own):
            return False
        if own is self._own:
            self._of_own.renew()
        return True

    def restore(self, may_have_changed=True):
        """Put back what has changed and return the names. may_have_changed: False if `versions` have not."""
        if not (may_have_changed and any(self.versions.changed())) and self._has_none():
            return []
        changed = [entry for entry in self.kept if dict_of(entry[0]).get(entry[1]) is not entry[2]]
        for cls, name, value in changed:
            type.__setattr__(cls, name, value)
        known = {(id(cls), name) for cls, name, _ in self.kept}
        own = self.names.intersection(vars(self.owner))
        for name in own:
            del vars(self.owner)[name]
        for cls in type(self.owner).__mro__:
            for name in self.names.intersection(dict_of(cls)) if cls.__flags__ & _HEAP_TYPE else ():
                if (id(cls), name) not in known and type(dict_of(cls)[name]) in (types.FunctionType, types.MethodType):
                    type.__delattr__(cls, name)
                    own |= {name}
        return sorted({name for _, name, _ in changed} | own)


def _inside(entry):
    """Return the functions that an entry of a class holds."""
    if isinstance(entry, property):
        return [entry.fget, entry.fset]
    if isinstance(entry, classmethod | staticmethod):
        return [entry.__func__]
    return [entry]


def all_classes():
    """Return all classes that exist."""
    found, new = {id(object): object}, [object]
    while new:
        for cls in type.__subclasses__(new.pop()):
            if id(cls) not in found:
                found[id(cls)] = cls
                new.append(cls)
    return list(found.values())

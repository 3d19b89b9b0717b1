"""Tells whether a student's code has changed what shows the message of a failed test: it would see the test's lines."""

import builtins
import contextlib
import itertools
import operator
import sys
import types

from grading.worker.places import dict_of
from grading.worker.protected import dict_behind
from grading.worker.versions import Versions

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share

# What IPython shows exceptions with, what that reads files with, and what messages go through.
_PACKAGES = ("asttokens", "executing", "pure_eval", "pygments", "stack_data")
_MODULES = ("ast", "inspect", "linecache", "socket", "textwrap", "token", "tokenize", "traceback")
_MODULES += ("IPython.core.tbtools", "IPython.core.ultratb", "IPython.utils.PyColorize")
_MODULES += ("grading.worker.colours", "grading.worker.shell", "grading.worker.tracebacks")
_PLAIN = (int, float, str, bytes, type(None))  # counters and the like
_HEAP_TYPE = 1 << 9


class Showing:
    """The modules and classes that show exceptions, and the shell's own formatter of tracebacks, as they are now."""

    def __init__(self, shell):
        self._shell, self._formatter = shell, shell.InteractiveTB
        self._colours = vars(self._formatter).get("_formatters", {})  # Pygments' objects, by the name of a theme
        self._of_colours = self._identities()
        self._parts = dict(vars(self._formatter))
        self._places = []  # (name, dictionary, what it held, whether it is a class's)
        for name, module in list(sys.modules.items()):
            if type(module) is types.ModuleType and (name in _MODULES or name.split(".")[0] in _PACKAGES):
                self._keep(name, vars(module), False)
                for cls in list(vars(module).values()):
                    if isinstance(cls, type) and cls.__module__ == name and cls.__flags__ & _HEAP_TYPE:
                        self._keep(f"{name}.{cls.__qualname__}", dict_behind(dict_of(cls)), True)
        self._versions = Versions(place[1] for place in self._places)

    def _keep(self, name, dictionary, is_class):
        kept = {key: value for key, value in dictionary.items() if type(value) not in _PLAIN and key != "__builtins__"}
        self._places.append((name, dictionary, kept, is_class))

    def changed(self):
        """Return the names of what is not as it was."""
        found = []
        for name, now, kept, is_class in itertools.compress(self._places, self._versions.changed()):
            same = all(map(operator.is_, map(now.get, kept), kept.values()))
            added = [key for key, value in list(now.items()) if key not in kept and callable(value)]
            if not same or any(is_class or key in __builtins__ for key in added):
                found.append(name)
        return found + (["the shell's formatter of tracebacks"] if self._is_another() else [])

    def _is_another(self):
        if self._shell.InteractiveTB is not self._formatter:
            return True
        parts = vars(self._formatter)
        with contextlib.suppress(RuntimeError):  # a thread changes them
            for name, value in parts.items():
                added = name not in self._parts and callable(value)
                replaced = name in self._parts and self._parts[name] is not value and type(value) not in _PLAIN
                if added or (replaced and (callable(value) or type(self._parts[name]) is dict)):
                    return True
            return self._identities() != self._of_colours
        return True

    def _identities(self):
        return {
            theme: (id(one), {name: id(value) for name, value in vars(one).items()})
            for theme, one in self._colours.items()
        }

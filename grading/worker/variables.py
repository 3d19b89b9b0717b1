"""What the names of a test stand for, whatever a student's code has bound in any namespace that it finds."""

import builtins
import sys
import types
from weakref import ref

from grading.worker.places import nothing
from grading.worker.rewriting import LIVE

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share

_MOST_MADE = 2000  # functions inside of others whose variables are looked at


class Variables:
    """The names of the tests of one judge.

    fixed: the functions, classes and modules of given cells. data: what else these have bound. names: what
    `grading.worker.orders` says of the test's. taken(value): is called with what comes from the student's variables.
    """

    def __init__(self, student_namespace, data, names, taken):
        self.fixed, self._data, self._student, self._taken = {}, data, student_namespace, taken
        self._own, self._open, self._back = frozenset(names["own"]), frozenset(names["open"]), names["back"]
        self._made = []

    def begin(self, namespace, native):
        """Begin with a test that runs in this namespace. native: Python's own functions."""
        self._names, self._native = namespace, native
        self._made.clear()

    def read(self, name):
        """Return what a name stands for that the test has not bound itself."""
        if name in LIVE:
            return vars(sys.modules["builtins"])[name]
        if name in self._own and name in self._names and name not in self._back:
            return self._names[name]
        if name in self.fixed:
            return self.fixed[name]
        if name in self._data and name not in self._open:
            return self._data[name]
        for names in (self._student, self._names, self._native):
            value = names.get(name, nothing)
            if value is not nothing:
                if names is self._student:
                    self._taken(value)
                return value
        raise NameError(f"name {name!r} is not defined", name=name)

    def globals(self):
        """Stands in for globals(): what functions of the student's see as theirs."""
        return self._student

    def locals(self):
        return {**self._native, **self._student, **self._data_now(), **self.fixed, **self._names}

    def _data_now(self):
        return {name: value for name, value in self._data.items() if name not in self._open}

    def dir(self):
        return sorted({*self._student, *self.fixed, *self._names})

    def eval(self, source):
        return eval(source, self.locals())

    def exec(self, source):
        names = self.locals()
        before = dict(names)
        exec(source, names)
        self._names.update({name: value for name, value in names.items() if before.get(name, nothing) is not value})

    def alone(self, function):
        """The same, without the test's variables: the student's code may get to see the function."""
        names = {"__builtins__": dict(self._native), "__name__": "__main__"}
        copy = types.FunctionType(
            function.__code__, names, function.__name__, function.__defaults__, function.__closure__
        )
        copy.__kwdefaults__, copy.__doc__ = function.__kwdefaults__, function.__doc__
        copy.__annotations__, copy.__qualname__ = function.__annotations__, function.__qualname__
        return self.made(copy)

    def made(self, function):
        """Called with a function that is made inside of another one; returns it."""
        if function.__closure__:
            if len(self._made) >= _MOST_MADE:
                self._made = [one for one in self._made if one() is not None]
            if len(self._made) < _MOST_MADE:
                self._made.append(ref(function))  # a test may look at when things end: its own ends as it would
        return function

    def cells(self):
        """Yield (name, cell) of the variables that functions inside of others, as far as there are, take from them."""
        for one in self._made:
            function = one()
            if function is not None:
                yield from zip(function.__code__.co_freevars, function.__closure__, strict=False)

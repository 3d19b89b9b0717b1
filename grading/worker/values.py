"""Looks at the objects that a test compares and asks: whether they only pretend to be what it wants to see."""

import builtins
import os
import types
from dataclasses import fields, make_dataclass

from numpy import generic, ndarray
from numpy.ma import MaskedArray, getmaskarray

from grading.worker.places import dict_of, mro_of
from grading.worker.pretending import PLAIN, is_equal_to_all, is_equal_to_far, is_equal_to_others, is_plain

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share

CONTAINERS = (list, tuple, dict, set, frozenset)
COMPARING = (
    "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__", "__bool__", "__len__", "__class__",
    "__instancecheck__", "__subclasscheck__", "__getattribute__",
)  # fmt: skip
COUNTING = (
    "__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__", "__truediv__", "__rtruediv__", "__pow__",
    "__abs__", "__neg__", "__round__", "__float__", "__int__", "__index__", "__array__", "__array_ufunc__",
    "__array_function__", "__getattr__", "__iter__", "__getitem__", "__str__", "__repr__", "__hash__", "__call__",
)  # fmt: skip
_EQUAL = ("__eq__", "__ne__")
_SHOWING = frozenset(["__repr__", "__str__", "__hash__"])  # no verdict hangs on them
_ARRAYS = frozenset(["__array__", "__array_ufunc__", "__array_function__", "__class__", "__getattribute__"])
_COUNTING_ONLY = frozenset(COUNTING[:12])
_DATA = (int, float, complex, str, bytes, ndarray, generic)
_OF_MODULES = frozenset(["__call__", "__getattr__", "__getitem__", "__iter__", "__len__", "__contains__"])  # of layers
_NUMBERS = ("numpy", "minigrad", "torch", "pandas")  # these compare elements, and no single element can please
_MOST = 2000  # elements that are looked at
_MOST_COPIES = 20  # of the process that runs a test
_fork, _exit, _wait = os.fork, os._exit, os.waitpid


def _is_numbers(cls):
    return str(cls.__module__).split(".")[0] in _NUMBERS


def _is_dataclasses(cls, name, code):
    """Return whether a method is one that dataclasses makes: they compare as tuples do."""
    try:
        compared = [one.name for one in fields(cls) if one.compare is True]
        made = getattr(make_dataclass("Made", compared, order=True), name).__code__
    except (TypeError, ValueError, AttributeError):  # it is none, or has no such method
        return False
    parts = ("co_code", "co_names", "co_consts", "co_freevars")
    return all(getattr(made, part) == getattr(code, part) for part in parts)


def _things(value):
    """Yield what is in a value, and in containers in it, but for what is of Python's own and NumPy's plain kinds."""
    waiting, seen = [value], 0
    while waiting and seen < _MOST:
        one = waiting.pop()
        seen += 1
        kind = type(one)
        if kind in PLAIN:
            continue
        if kind is ndarray:
            if one.dtype == object:
                waiting.extend(one.ravel()[: _MOST - seen].tolist())
            continue
        base = next((base for base in CONTAINERS if issubclass(kind, base)), None)
        if base is not None:  # a class made of one may go through itself in a way of its own
            waiting.extend(list(base.__iter__(one))[: _MOST - seen])
            if base is dict:
                waiting.extend(list(dict.values(one))[: _MOST - seen])
        if kind is not base:
            yield one


def _contradicts(name, one, other, answer):
    try:
        equal, differs = bool(one == other), bool(one != other)
    except BaseException:  # whatever it raises
        return False
    return equal is differs or answer is not (equal if name == "Eq" else differs)


class Values:
    """The eyes of the guards of one test. What they see goes to `note(kind, evidence)`."""

    def __init__(self, known, test_name, library, note):
        self.known = frozenset(known)  # ids of classes that are no student's
        self.asked = frozenset()  # ids of the student's classes that the test itself asks for
        self.masks = False  # whether the course has to do with masked arrays
        self._test, self._library, self._note = test_name, library, note
        self._judged, self._odd, self._copies = {}, {}, 0
        self.keep = []  # what must not go away: classes whose id is remembered, objects that wait for their end

    def own(self, cls, names):
        """Return those of the names that a class of the student's answers by code of its own."""
        if id(cls) in self.known:
            return ()
        key = (id(cls), names)
        if key not in self._judged:
            self.keep.append(cls)
            self._judged[key] = tuple(name for name in names if self._is_own(cls, name))
        return self._judged[key]

    def _is_own(self, cls, name):
        for parent in mro_of(cls):
            entries = dict_of(parent)
            if name in entries:
                return id(parent) not in self.known and not self._trusted(parent, name, entries[name])
        return False

    def _trusted(self, cls, name, entry):
        if isinstance(entry, property | classmethod | staticmethod):
            entry = entry.fget if isinstance(entry, property) else entry.__func__
        code = getattr(entry, "__code__", None) if type(entry) is types.FunctionType else None
        if code is not None:
            made = code.co_filename == "<string>" and _is_dataclasses(cls, name, code)
            return code.co_filename == self._test or self._library(code.co_filename) or made
        return entry is None or (type(entry) is types.WrapperDescriptorType and entry.__objclass__ is cls)

    def _disguised(self, cls):
        """Return whether a class of the student's is made of a class that tests compare: a number, a list, a tensor."""
        return any(parent is not object and id(parent) in self.known for parent in mro_of(cls))

    def students(self, value):
        """Yield the objects in a value that are of a class of the student's."""
        for one in _things(value):
            kind = type(one)
            if issubclass(kind, MaskedArray):
                self._look_at_mask(one)
            if id(kind) not in self.known:
                yield one

    def _look_at_mask(self, array):
        if not self.masks and getmaskarray(array).any():
            self._note("pretends", "an array has masked elements, which NumPy's tests take to be equal to all")

    def returned(self, result):
        """Look at what a function of the student's has given."""
        if type(result) in PLAIN:
            return
        self._look_for_odd(result, "returned")
        for one in self.students(result):
            cls = type(one)
            if self.own(cls, ("__del__",)):
                self.keep.append(one)  # its end would come while the test runs
            own = self._beyond_showing(cls)
            if not own:
                continue
            if self._is_asked(cls, own):
                self._look_at_numbers(one, own)
                continue
            if set(_EQUAL) & set(own) and self._in_a_copy(is_equal_to_all, one):
                self._note("pretends", f"a {cls.__name__} that was returned is equal to different things")
            if (
                self._disguised(cls)
                or set(own) & set(COUNTING[:16])
                or set(own) & {"__getattr__", "__class__", "__getattribute__"}
            ):
                self._note(
                    "pretends", f"the class {cls.__name__} of an object that was returned defines {', '.join(own)}"
                )

    def taken(self, value):
        """Look at what a variable of the student's holds, or an attribute of an object."""
        if type(value) in PLAIN or type(value) in (types.FunctionType, types.ModuleType):
            return
        elements = type(value) is ndarray  # which NumPy compares
        for one in self.students(value):
            cls = type(one)
            own = [name for name in self._beyond_showing(cls) if name != "__call__"]
            if not own:
                continue
            if self._is_asked(cls, own):
                self._look_at_numbers(one, own)
                continue
            parents = [parent for parent in mro_of(cls) if id(parent) in self.known]
            number = elements or any(parent in _DATA or _is_numbers(parent) for parent in parents)
            container = any(parent in CONTAINERS for parent in parents) and set(own) - _COUNTING_ONLY
            if number or container or _ARRAYS.intersection(own):
                self._note("pretends", f"the class {cls.__name__} of an object defines {', '.join(own)}")
            else:
                self._look_at_numbers(one, own)

    def _is_asked(self, cls, own):
        """Return whether these methods are of a class that the test asks for, or of what such a class is made of."""
        return all(self._comes_from_asked(cls, name) for name in own)

    def _comes_from_asked(self, cls, name):
        for parent in mro_of(cls):
            if id(parent) in self.asked:
                return True
            if name in dict_of(parent):
                return False
        return False

    def _look_at_numbers(self, one, own):
        if self._is_indifferent(one, own):
            self._note("pretends", f"the class {type(one).__name__} of an object defines {', '.join(own)}")

    @staticmethod
    def _is_indifferent(student, own):
        """Return whether an object claims to be as far from one number as from any other."""
        if not _COUNTING_ONLY.intersection(own):
            return False
        first, other = (int.from_bytes(os.urandom(3)) + 0.377 for _ in range(2))
        for away in (lambda number: abs(student - number), lambda number: abs(number - student)):
            try:
                # numbers that go round, as on a clock, may be as far from one as from another, not as from the next
                if first != other and bool(away(first) == away(other)) and bool(away(first) == away(first + 1)):
                    return True
            except Exception:
                continue
        return False

    def _beyond_showing(self, cls):
        own = [name for name in self.own(cls, COMPARING + COUNTING) if name not in _SHOWING]
        return [name for name in own if name not in _OF_MODULES] if own and self._is_layer(cls) else own

    def is_mock(self, value):
        """Return whether an object is one of unittest.mock's."""
        return any(id(parent) in self.known and parent.__module__ == "unittest.mock" for parent in mro_of(type(value)))

    def _is_layer(self, cls):
        """Return whether a class is made of minigrad's or PyTorch's nn.Module."""
        return any(
            id(parent) in self.known and parent.__name__ == "Module" and _is_numbers(parent) for parent in mro_of(cls)
        )

    def compared(self, name, left, right):
        """Look at what a comparison is about to compare."""
        if name in ("Is", "IsNot"):
            return
        for one, other in ((left, right), (right, left)):
            self._look_for_odd(one, "compared", other)
            for student in self.students(one):
                cls = type(student)
                own = self.own(cls, COMPARING)
                if not own or (type(other) is cls and name not in ("In", "NotIn")):
                    continue
                if student is right and self._contains_all(name, student, own):
                    self._note("pretends", f"the {cls.__name__} that was compared contains everything")
                if self._is_layer(cls):
                    own = [one for one in own if one not in _OF_MODULES]
                lies = (own and self._disguised(cls)) or {"__class__", "__getattribute__"} & set(own)
                if lies or is_equal_to_far(student, other):
                    self._note("pretends", f"the class {cls.__name__} of a compared object defines {', '.join(own)}")

    def asked_again(self, name, one, other, answer):
        """Look whether an object of the student's gives the same answer twice, and != that which == does not.

        A copy of this process asks: the object does not count that. Before an object has been asked, nobody knows how
        often it will be.
        """
        cls = type(one)
        if type(other) is cls and self.own(cls, _EQUAL) and self._in_a_copy(_contradicts, name, one, other, answer):
            self._note("pretends", f"the class {cls.__name__} of a compared object gives answers that contradict")
        if answer is not (name == "Eq"):
            return
        for some, value in ((one, other), (other, one)):
            if is_plain(some) or not is_plain(value):
                continue
            students = [type(inner) for inner in self.students(some)]
            owners = [cls for cls in students if self.own(cls, _EQUAL)]
            if owners and all(self._is_asked(cls, self.own(cls, _EQUAL)) for cls in owners):
                continue
            # what is of no student's code can be asked here: it keeps no count
            found = not students and is_equal_to_others(some, value)
            if found or (students and self._in_a_copy(is_equal_to_others, some, value)):
                self._note("pretends", f"the {type(some).__name__} that was compared is equal to others, too")

    def _in_a_copy(self, function, *values):
        """Return whether a function returns something true in a copy of this process, or False if it asks too often."""
        if self._copies >= _MOST_COPIES:
            return False
        self._copies += 1
        copy = _fork()
        if copy == 0:
            try:
                said = function(*values)
            except BaseException:  # whatever the student's code raises
                said = False
            _exit(not said)
        return _wait(copy, 0)[1] == 0

    def _look_for_odd(self, value, what, other=None):
        """Note a library's object, in a value, that is equal to everything: some are made for that."""
        for one in _things(value):
            if self._is_odd(type(one)) and is_equal_to_all(one, other if one is value else None):
                self._note("pretends", f"the {type(one).__name__} that was {what} is equal to everything")

    def _is_odd(self, cls):
        """Return whether a library's class compares by Python code: some are made to be equal to everything."""
        if cls in PLAIN:
            return False
        if id(cls) not in self._odd:
            self.keep.append(cls)
            equal = next(dict_of(parent)["__eq__"] for parent in mro_of(cls) if "__eq__" in dict_of(parent))
            function = type(equal) is types.FunctionType and not _is_numbers(cls)
            self._odd[id(cls)] = function and self._library(equal.__code__.co_filename)
        return self._odd[id(cls)]

    @staticmethod
    def _contains_all(name, student, own):
        try:
            return name in ("In", "NotIn") and "__contains__" in own and object() in student
        except Exception:
            return False

    def decides(self, value):
        """Look at the value of a condition."""
        kind = type(value)
        if kind is not bool and kind not in PLAIN and id(kind) not in self.known:
            own = self.own(kind, ("__bool__", "__len__"))
            if own and not self._is_asked(kind, own) and not (own == ("__len__",) and self._is_layer(kind)):
                self._note(
                    "pretends", f"an object of the class {kind.__name__} decided a condition by its own {own[0]}"
                )

    def claims_class(self, value):
        """Look at what isinstance() has found to be of a class."""
        if id(type(value)) not in self.known and "__class__" in self.own(type(value), ("__class__",)):
            self._note("pretends", f"an object of the class {type(value).__name__} says that it is of another class")

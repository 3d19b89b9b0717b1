"""Tells whether dictionaries have changed without looking at what is in them.

Looking at an object counts a reference to it, and so writes to its page, which a process that was forked a moment ago
has to copy first. CPython up to 3.13 gives a dictionary another version with every change (PEP 509). Where that does
not hold, all count as changed.
"""

import ctypes
import gc
import itertools
import operator
import types

import numpy

_HEAD = object.__basicsize__  # of every object: its count of references and its type
_VERSION = _HEAD + ctypes.sizeof(ctypes.c_ssize_t)  # comes after the number of entries
_TYPE = _HEAD - ctypes.sizeof(ctypes.c_void_p)
_WORD = ctypes.sizeof(ctypes.c_uint64)
_FEW = 8  # words: to make arrays for them costs more than to read one after the other
_COUNTED = 50  # times, so that Python has specialized the code that changes the dictionary


class _Words:
    """Words of memory. They are read all at once: an object for each would cost what is to be saved here."""

    def __init__(self, owners, offset):
        self._look_at([id(owner) + offset for owner in owners])
        self._then = self._now()

    def _look_at(self, addresses):
        self.addresses = addresses
        if len(addresses) <= _FEW:
            self._one_by_one = [ctypes.c_uint64.from_address(address) for address in addresses]
            return
        self._one_by_one = None
        first = min(addresses, default=0)
        count = (max(addresses) - first) // _WORD + 1 if addresses else 0
        # no memory of its own: a view of what is there, of which only these words are looked at
        memory = numpy.frombuffer((ctypes.c_uint64 * count).from_address(first), numpy.uint64)
        self._take = memory.take
        self._places = (numpy.array(addresses, numpy.int64) - first) // _WORD

    def _now(self):
        if self._one_by_one is not None:
            return b"".join(self._one_by_one)
        return self._take(self._places).tobytes()

    def changed(self):
        """Return for each word whether it has changed since: an iterable of booleans, empty if none has."""
        now = self._now()
        if now == self._then:
            return ()
        return map(operator.ne, memoryview(self._then).cast("Q"), memoryview(now).cast("Q"))

    def renew(self):
        """Take the words for those to compare with that there are now."""
        self._then = self._now()

    @classmethod
    def of_all(cls, parts):
        """Return all of these in one."""
        words = cls.__new__(cls)
        words._look_at([address for part in parts for address in part.addresses])
        words._then = b"".join(part._then for part in parts)
        return words


class Together:
    """Versions, Contents and Types: whether anything of them all has changed, at the price of one look."""

    def __init__(self, parts):
        words = [part.words for part in parts]
        self._words = None if None in words else _Words.of_all(words)

    def may_have_changed(self):
        return self._words is None or bool(self._words.changed())


class Versions:
    """The dictionaries, and the versions they have now."""

    def __init__(self, dictionaries):
        self._kept = list(dictionaries)  # the addresses must stay theirs
        self.words = _Words(self._kept, _VERSION) if VERSIONED else None

    def changed(self):
        """Return for each dictionary whether it may have changed since: an iterable of booleans."""
        return self.words.changed() if VERSIONED else itertools.repeat(True, len(self._kept))

    def renew(self):
        """Take the versions for those to compare with that there are now."""
        if VERSIONED:
            self.words.renew()


class Contents:
    """The cells of closures, and what they hold now."""

    def __init__(self, cells):
        self._kept = [(cell, cell.cell_contents) for cell in cells]
        self.words = _Words(cells, _HEAD) if POINTING else None

    def changed(self):
        """Return (cell, what it held) of those that hold something else."""
        if not POINTING:
            return [(cell, held) for cell, held in self._kept if _content(cell) is not held]
        return list(itertools.compress(self._kept, self.words.changed()))


class Types:
    """The types that objects have now."""

    def __init__(self, owners):
        self._kept = [(owner, type(owner)) for owner in owners]
        self.words = _Words(owners, _TYPE) if TYPED else None

    def changed(self):
        """Return (object, the type it had) of those that are of another one."""
        if not TYPED:
            return [(owner, cls) for owner, cls in self._kept if type(owner) is not cls]
        return list(itertools.compress(self._kept, self.words.changed()))


def _content(cell):
    try:
        return cell.cell_contents
    except ValueError:  # it has been emptied
        return Contents


def _place(owner, offset, kind):
    return kind.from_address(id(owner) + offset)


def _has_versions():
    """Return whether every change of a dictionary is seen in the place of its version, and nothing else is."""
    module = types.ModuleType("tried")
    entries = vars(module)
    place = _place(entries, _VERSION, ctypes.c_uint64)
    seen = [place.value]
    for number in range(_COUNTED):
        module.value = object()
        seen.append(place.value)
        entries["value"] = number
        seen.append(place.value)
    for change in (
        lambda: entries.update(more=1),
        lambda: entries.setdefault("other", 1),
        lambda: entries.pop("other"),
        lambda: entries.__delitem__("more"),
        lambda: entries.__ior__({"value": "new"}),
        lambda: delattr(module, "value"),
        lambda: entries.clear(),
    ):
        change()
        seen.append(place.value)
    owner = _Tried()
    vars(owner)["value"] = None  # from now on it has a dictionary
    of_objects = {_of_object(owner, number) for number in range(_COUNTED)}
    of_classes = {*map(_of_class, range(_COUNTED))}
    all_seen = len(set(seen)) == len(seen) and place.value == seen[-1]
    return all_seen and len(of_classes) == len(of_objects) == _COUNTED


class _Tried:
    value = None


def _of_class(value):
    (entries,) = gc.get_referents(vars(_Tried))
    _Tried.value = value
    return _place(entries, _VERSION, ctypes.c_uint64).value


def _of_object(owner, value):
    owner.value = value
    return _place(vars(owner), _VERSION, ctypes.c_uint64).value


def _has_pointers():
    def function():
        return held

    held = object()
    (cell,) = function.__closure__
    place = _place(cell, _HEAD, ctypes.c_size_t)
    first = place.value == id(held)
    cell.cell_contents = other = object()
    return first and place.value == id(other)


def _has_types():
    class Other(types.ModuleType):
        """A module may be made one of these."""

    module = types.ModuleType("tried")
    place = _place(module, _TYPE, ctypes.c_size_t)
    first = place.value == id(types.ModuleType)
    module.__class__ = Other
    return first and place.value == id(Other)


_FITS = ctypes.sizeof(ctypes.c_void_p) == _WORD and _VERSION % _WORD == _HEAD % _WORD == 0
VERSIONED, POINTING, TYPED = (_FITS and has() for has in (_has_versions, _has_pointers, _has_types))

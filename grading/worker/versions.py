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

_HEAD = object.__basicsize__  # of every object: its count of references and its type
_VERSION = _HEAD + ctypes.sizeof(ctypes.c_ssize_t)  # comes after the number of entries
_COUNTED = 50  # times, so that Python has specialized the code that changes the dictionary


class Versions:
    """The dictionaries, and the versions they have now."""

    def __init__(self, dictionaries):
        self._kept = list(dictionaries)  # the addresses must stay theirs
        self._places = [_place(one, _VERSION, ctypes.c_uint64) for one in self._kept] if VERSIONED else []
        self._then = self._now()

    def _now(self):
        return [place.value for place in self._places]

    def changed(self):
        """Return for each dictionary whether it may have changed since: an iterable of booleans."""
        if not VERSIONED:
            return itertools.repeat(True, len(self._kept))
        now = self._now()
        return () if now == self._then else map(operator.ne, self._then, now)


class Contents:
    """The cells of closures, and what they hold now."""

    def __init__(self, cells):
        self._kept = [(cell, cell.cell_contents) for cell in cells]
        self._places = [_place(cell, _HEAD, ctypes.c_size_t) for cell in cells] if POINTING else []
        self._then = [id(content) for _, content in self._kept]

    def changed(self):
        """Return (cell, what it held) of those that hold something else."""
        if not POINTING:
            return [(cell, held) for cell, held in self._kept if _content(cell) is not held]
        now = [place.value for place in self._places]
        return [] if now == self._then else list(itertools.compress(self._kept, map(operator.ne, self._then, now)))


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
    of_classes = {*map(_of_class, range(_COUNTED))}
    return len(set(seen)) == len(seen) and place.value == seen[-1] and len(of_classes) == _COUNTED


class _Tried:
    value = None


def _of_class(value):
    (entries,) = gc.get_referents(vars(_Tried))
    _Tried.value = value
    return _place(entries, _VERSION, ctypes.c_uint64).value


def _has_pointers():
    def function():
        return held

    held = object()
    (cell,) = function.__closure__
    place = _place(cell, _HEAD, ctypes.c_size_t)
    first = place.value == id(held)
    cell.cell_contents = other = object()
    return first and place.value == id(other)


VERSIONED, POINTING = _has_versions(), _has_pointers()

"""Asks an object whether it is equal to things that cannot be equal to each other.

Objects that are equal to everything that a test expects need not be equal to everything there is: so they are asked
for what the test has, with a part of it altered.
"""

import builtins
import os
from math import ulp

from numpy import errstate, ndarray

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share

PLAIN = frozenset([int, float, str, bool, type(None), bytes, complex, range, type])
_LENGTH, _DEPTH = 100, 6  # of containers that are altered
_PARTS, _INNER = 8, 2  # of them, and of those inside
_SMALL = range(-2, 25)  # tests expect such numbers
_STEPS = (-2, -1, 1, 2)
_EXACT = 1000  # up to here the numbers next to a value are others to NumPy's smallest floats, too
_random = os.urandom


def is_plain(value, depth=_DEPTH):
    """Return whether a value is made of numbers, strings and lists, tuples and dictionaries of them, not too many."""
    kind = type(value)
    if kind in (list, tuple):
        return depth > 0 and len(value) <= _LENGTH and all(is_plain(one, depth - 1) for one in value)
    if kind is dict:
        parts = [*value, *value.values()]
        return depth > 0 and len(value) <= _LENGTH and all(is_plain(one, depth - 1) for one in parts)
    return kind in PLAIN


def is_equal_to_others(one, value):
    """Return whether an object that is equal to a plain value is equal to that with a part altered, too."""
    return any(_equal_to_each(one, others) for others in _altered(value, _PARTS))


def is_equal_to_all(one, beside=None):
    """Return whether an object is equal to things that nothing is equal to, or to several numbers.

    beside: what it is compared with.
    """
    more = _number()
    things = ((object(),), _next_to(more), _next_to(more + 0.678), (str(more),), ((more,),), ([more],), ({more: more},))
    if any(_equal_to_each(one, others) for others in (*things, *_unlike(beside))):
        return True
    return sum(_equal(one, number) for number in _SMALL) > 1


def is_equal_to_far(one, beside):
    """Return whether an object is equal to what nothing is equal to, or to a number and those far from it. Asks little.

    beside: what it is compared with.
    """
    if _equal(one, object()):
        return True
    if not isinstance(beside, int | float) or not _equal(one, beside):
        return False
    number = float(beside) if isinstance(beside, float) else int(beside)
    return any(_equal_to_each(one, far) for far in _unlike(number))


def _number():
    return int.from_bytes(_random(3)) + 12345


def _equal(one, other):
    try:
        with errstate(all="ignore"):  # a large number may be too large for the one that is asked
            answer = one == other
        return answer is True or (type(answer) is not ndarray and bool(answer))
    except Exception:
        return False


def _equal_to_each(one, others):
    return all(_equal(one, other) for other in others)


def _altered(value, most):
    """Yield what a plain value would be with one part of it another, in tuples that nothing is equal to each of."""
    kind = type(value)
    if kind in (list, tuple):
        for place in range(min(len(value), most)):
            for parts in _altered(value[place], _INNER):
                yield tuple(kind([*value[:place], part, *value[place + 1 :]]) for part in parts)
    elif kind is dict:
        for key in list(value)[:most]:
            for parts in _altered(value[key], _INNER):
                yield tuple(value | {key: part} for part in parts)
    else:
        yield (object(),)
    if kind in (int, float) and abs(value) <= _EXACT:
        near = {*_SMALL, *(value + step for step in _STEPS)}
        yield from ((number,) for number in near if number != value)
    yield from _unlike(value)


def _unlike(value):
    """Yield values of the same kind that are far from this one, or longer, in tuples as _altered() does."""
    kind, more = type(value), _number()
    if kind in (int, float):
        far = more * (abs(value) + 1)  # also where nearer ones are rounded to the same
        if far - far == 0:
            yield from (_next_to(value + far), _next_to(value - far))
        else:  # infinite, as larger ones are to NumPy's smallest floats
            yield from (_next_to(more % _EXACT), (-value,))
    elif kind is str:
        yield (value + str(more),)
    elif kind is bytes:
        yield (value + b"%d" % more,)
    elif kind in (list, tuple):
        yield (value + kind([more]),)
    elif kind in (set, frozenset):
        yield (value | {more},)
    elif kind is dict:
        yield (value | {more: more},)


def _next_to(number):
    """Return a number and the next: numbers that go round, as on a clock, may be equal to one of them, not to both."""
    return number, number + (1 if isinstance(number, int) else max(1.0, ulp(number)))

"""What equals a value, and the same value with a part altered, only pretends."""

import warnings
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grading.worker.pretending import is_equal_to_all, is_equal_to_far, is_equal_to_others, is_plain

numbers = st.integers(-(10**6), 10**6) | st.floats(allow_nan=False)
values = st.recursive(
    numbers | st.text(max_size=5) | st.booleans() | st.none() | st.binary(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


class Same:
    """Is equal to what is of these classes."""

    def __init__(self, *classes):
        self.classes = classes

    def __eq__(self, other):
        return isinstance(other, self.classes)

    __hash__ = object.__hash__


class Copy:
    """Is equal to one value, as it should be."""

    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return type(other) is type(self.value) and self.value == other

    __hash__ = object.__hash__


class Clock:
    """Is equal to each number that is as far round as its own."""

    def __init__(self, number, hours):
        self.number, self.hours = number, hours

    def __eq__(self, other):
        return (self.number - other) % self.hours == 0

    __hash__ = object.__hash__


class Within(Copy):
    """Is equal to each number up to one."""

    def __eq__(self, other):
        return isinstance(other, int | float) and 0 <= other <= self.value

    __hash__ = object.__hash__


def replaced(value, by):
    """Return a value with the first thing in it, however deep, replaced; None if there is none."""
    if type(value) in (list, tuple) and value:
        inner = replaced(value[0], by)
        return type(value)([by if inner is None else inner, *value[1:]])
    if type(value) is dict and value:
        key = next(iter(value))
        inner = replaced(value[key], by)
        return value | {key: by if inner is None else inner}
    return None


@given(values)
@example(float("inf"))
@example([1e300, -float("inf"), 5e-324, 10**30, 10**400])
def test_plain_values_are_equal_to_themselves_only(value):
    assert is_plain(value)
    assert not is_equal_to_others(value, value)
    assert not is_equal_to_others(Copy(value), value)
    assert not is_equal_to_all(Copy(value), value)
    assert not is_equal_to_far(Copy(value), value)


@given(values)
def test_what_is_equal_to_everything_is_found_wherever_it_is(value):
    assert is_equal_to_others(Same(object), value)
    assert is_equal_to_all(Same(object), value)
    assert is_equal_to_far(Same(object), value)
    if (other := replaced(value, Same(object))) is not None:
        assert other == value
        assert not is_plain(other)
        assert is_equal_to_others(other, value)


@given(st.sampled_from([3, 2.5, "word", (1, 2), [1], {"a": 1}, b"ab"]))
def test_what_is_equal_to_one_kind_of_things(value):
    assert is_equal_to_others(Same(type(value)), value)
    assert is_equal_to_all(Same(type(value)), value)


@given(st.lists(numbers.filter(lambda one: abs(one) < 1e9), max_size=5))
def test_numbers_of_libraries_are_equal_to_one_number_each(some):
    assert not is_equal_to_others([np.float64(one) for one in some], some)
    assert not is_equal_to_others([Fraction(one) for one in some], some)
    assert not any(is_equal_to_all(Fraction(one)) for one in some)


FLOATS = [0, 1, -1, 0.5, 3.0, 1000.0, 65504.0, float("inf"), -float("inf")]


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, np.longdouble, np.int8, np.int64, np.bool_])
def test_numbers_of_numpy_are_equal_to_themselves_only_and_say_nothing_about_it(kind):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        for value in FLOATS if issubclass(kind, np.floating) else [0, 1]:
            assert kind(value) == value
            assert not is_equal_to_others(kind(value), value)
            assert not is_equal_to_others([kind(value)], [value])
            assert not is_equal_to_far(kind(value), value)
    assert not said


@given(numbers)
@example(1e22)
@example(10**400)
def test_what_is_equal_to_numbers_only(value):
    assert is_equal_to_far(Same(int, float), value)


@given(st.integers(-(10**6), 10**6) | st.integers(-(10**6), 10**6).map(float), st.integers(2, 12) | st.integers(2))
def test_numbers_that_go_round_are_not_told_by_chance(value, hours):
    clock = Clock(value, hours)
    assert clock == value and clock == value + hours
    assert not any(is_equal_to_far(clock, value) for _ in range(20))
    for found in (lambda: is_equal_to_others([clock], [value]), lambda: is_equal_to_all(clock, value)):
        assert len({found() for _ in range(20)}) == 1


@given(st.integers(0, 200) | st.floats(0, 200))
def test_what_is_equal_to_numbers_that_a_test_may_expect(value):
    assert Within(200) == value
    assert is_equal_to_others(Within(200), value)
    assert is_equal_to_others([Within(200)], [value])
    assert is_equal_to_all(Within(200), value)


def test_what_raises_when_it_is_asked_is_equal_to_nothing():
    class Raises:
        def __eq__(self, other):
            raise TypeError

        __hash__ = object.__hash__

    assert not is_equal_to_others([Raises()], [1])
    assert not is_equal_to_all(Raises(), 1)
    assert not is_equal_to_far(Raises(), 1)
    assert not is_equal_to_all(np.arange(3), 1)

"""Grad modes belong to their thread, and come back whatever happens. The rest is in parity/programs/backward.py."""

import threading

import pytest

import minigrad as mg


def test_every_thread_has_a_mode_of_its_own():
    seen = []
    with mg.no_grad():
        thread = threading.Thread(target=lambda: seen.append(mg.is_grad_enabled()))
        thread.start()
        thread.join()
        seen.append(mg.is_grad_enabled())
    assert seen == [True, False]


def test_one_object_can_be_entered_inside_itself():
    off = mg.no_grad()
    with off, off:
        pass
    assert mg.is_grad_enabled()


def test_a_generator_that_is_closed_or_thrown_into_leaves_the_mode_alone():
    closed = []

    @mg.no_grad()
    def steps():
        try:
            yield 1
        except KeyError:
            yield mg.is_grad_enabled()
        finally:
            closed.append(mg.is_grad_enabled())

    generator = steps()
    next(generator)
    assert generator.throw(KeyError()) is False
    assert mg.is_grad_enabled()
    generator.close()
    assert closed == [False]
    assert mg.is_grad_enabled()


def test_an_error_inside_a_decorated_function_restores_the_mode():
    @mg.no_grad()
    def fails():
        raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        fails()
    assert mg.is_grad_enabled()

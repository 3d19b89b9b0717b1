"""Grad modes: the per-thread switch that decides whether operations are recorded."""

import functools
import inspect
import threading


class _State(threading.local):
    grad = True  # every thread starts with recording switched on


_state = _State()


def is_grad_enabled():
    """Return True if operations on tensors that require grad are recorded in this thread."""
    return _state.grad


class set_grad_enabled:
    """Switch recording on or off: at once when called, and back again when used in a `with` statement.

    mode: bool. Usable as a function, a context manager and a decorator, as in PyTorch.
    """

    def __init__(self, mode):
        self.mode = bool(mode)
        self.previous = _state.grad
        _state.grad = self.mode

    def __enter__(self):
        _state.grad = self.mode
        return self

    def __exit__(self, *error):
        _state.grad = self.previous

    def __call__(self, function):
        # As a decorator it must switch when the function is called, not when it is decorated.
        _state.grad = self.previous
        return _decorate(function, lambda: set_grad_enabled(self.mode))


class _GradMode:
    """A context manager and decorator that sets the mode on entry and restores the old one on exit."""

    mode = None

    def __new__(cls, function=None):
        self = super().__new__(cls)
        self.previous = []  # a stack, so that one object may be entered again inside itself
        return self if function is None else self(function)  # `@no_grad` without brackets

    def __enter__(self):
        self.previous.append(_state.grad)
        _state.grad = self.mode

    def __exit__(self, *error):
        _state.grad = self.previous.pop()

    def __call__(self, function):
        return _decorate(function, type(self))


class no_grad(_GradMode):
    """Operations inside are not recorded: their results do not require grad, whatever their inputs do.

    A context manager (`with no_grad():`) and a decorator (`@no_grad()`, also on generator functions). Calling
    `no_grad()` alone changes nothing. The mode belongs to the thread and is restored after an exception.
    """

    mode = False


class enable_grad(_GradMode):
    """Operations inside are recorded, even within `no_grad`. A context manager and a decorator."""

    mode = True


def _decorate(function, make_mode):
    if inspect.isgeneratorfunction(function):

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return _run_generator(function(*args, **kwargs), make_mode)
    else:

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            with make_mode():
                return function(*args, **kwargs)

    return wrapper


def _run_generator(generator, make_mode):
    """Run each step of `generator` inside the mode, and the code between two steps outside of it."""
    step, value = generator.send, None
    try:
        while True:
            with make_mode():
                try:
                    produced = step(value)
                except StopIteration as stop:
                    return stop.value
            try:
                step, value = generator.send, (yield produced)
            except GeneratorExit:
                raise
            except BaseException as error:
                step, value = generator.throw, error
    finally:
        with make_mode():
            generator.close()

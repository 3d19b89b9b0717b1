"""Grad modes: the per-thread switches that decide whether operations are recorded."""

import functools
import threading
import warnings


class _State(threading.local):
    grad = True  # every thread starts with recording switched on
    inference = False
    backward = None  # the backward pass that is running: each has an object of its own
    captures = None  # what the backward pass that is running works for, if not for every leaf
    depth = 0  # how many backward passes of Functions run one inside the other
    saved_hooks = ()  # the (pack, unpack) pairs of autograd.graph.saved_tensors_hooks, the innermost last
    no_saved_hooks = None  # inside autograd.graph.disable_saved_tensors_hooks: its message


_state = _State()
_lock = threading.Lock()
_special = 0

# False while any thread is in a mode that only `record.Op.run` knows: inference mode, tracing, saved-tensor hooks.
# The short ways through an operation look at this one name, so that what is rare costs nothing.
plain = True

anomaly = None  # set by autograd.set_detect_anomaly


def special(step):
    """Count the users of a mode that the short ways do not know: +1 on entry, -1 on exit."""
    global plain, _special
    with _lock:
        _special += step
        plain = _special == 0


class Packed:
    """A saved tensor in the form that a pack hook gave it. edge: the history that it had."""

    __slots__ = ("edge", "hook", "value")
    _counter = (-1,)  # as of a tensor that was written to: the short ways leave it to the long one

    def __init__(self, value, hook, edge):
        self.value, self.hook, self.edge = value, hook, edge

    def unpack(self, node=None):
        """Return the tensor, with its history again. An edge that is a number stands for a result of `node` itself."""
        from .graph import UNTRACKED, AccumulateGrad

        found = self.hook(self.value)
        if not hasattr(found, "_edge"):
            raise TypeError(
                f"Output of saved tensor unpack_hook expected to be a Tensor but got result of type "
                f"{type(found).__name__}"
            )
        edge = (node, self.edge) if isinstance(self.edge, int) else self.edge
        if edge is UNTRACKED and not found.requires_grad:
            return found
        tensor = found.detach()
        if type(edge[0]) is AccumulateGrad:
            tensor._autograd, tensor._edge = edge[0].variable._autograd, None
        else:
            tensor._edge = edge
        return tensor


def packed(tensor, edge, pair=None):
    """Return `tensor` as a pack hook wants it kept: that of `pair` (pack, unpack), or else the innermost in force.

    What the hook itself computes is not packed."""
    hooks = _state.saved_hooks
    pack, unpack = pair or hooks[-1]
    version = list(tensor._counter)
    _state.saved_hooks = ()
    try:
        with no_grad():
            value = pack(tensor)
    finally:
        _state.saved_hooks = hooks
    if list(tensor._counter) != version:
        raise RuntimeError(
            "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook "
            "cannot be modified by in-place operations as this can lead to unexpected side-effects. Please open an "
            "issue if you need to perform in-place operations on the input to a pack hook."
        )
    return Packed(value, unpack, edge)


class PackedSettings(dict):
    """The settings of a node of which some are arrays of indices, in the form that pack hooks gave them."""

    def pack(self, name):
        from .graph import UNTRACKED

        def kept(value):
            return packed(wrap(value), UNTRACKED) if hasattr(value, "dtype") else value

        from ._tensor import wrap

        value = dict.get(self, name)
        self[name] = tuple([kept(item) for item in value]) if isinstance(value, tuple) else kept(value)

    def __getitem__(self, name):
        value = super().__getitem__(name)
        if isinstance(value, tuple):
            return tuple([item.unpack()._data if type(item) is Packed else item for item in value])
        return value.unpack()._data if type(value) is Packed else value


class Number(tuple):
    """The version of a tensor that was a plain number: hooks for saved tensors do not see it."""

    __slots__ = ()


def created(node):
    """Pack what a new node has saved, and remember where it was made, as far as modes ask for it."""
    if _state.saved_hooks:
        results = node._op.result_number
        from .graph import edge_of

        kept = list(node._saved)
        if node._op.shown_settings and node._settings:
            node._settings = PackedSettings(node._settings)
        for name in node._op.pack_order:
            if name in node._op.shown_settings:
                node._settings.pack(name)
                continue
            place = node._op.saved_names.index(name)
            saved = kept[place]
            if node._versions[place] is not None and type(saved._counter) is not Number:
                shown = saved if name not in results else node._with_history(saved, results[name])
                kept[place] = packed(shown, edge_of(saved))
        node._saved = kept
    if anomaly is not None:
        anomaly.created(node)


def nested(function, *args):
    """Return function(*args), which may run a backward pass inside this one. As in PyTorch, deep down in a new thread.

    There it has the whole depth of Python's stack to itself again."""
    state = _state
    state.depth += 1
    try:
        if state.depth % 40:
            return function(*args)
        inherited, found = dict(vars(state)), []

        def run():
            vars(_state).update(inherited)
            try:
                found.append((function(*args), None))
            except BaseException as error:
                found.append((None, error))

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        result, error = found[0]
        if error is not None:
            raise error
        return result
    finally:
        state.depth -= 1


class backward_for:
    """The time in which a backward pass works for `captures` alone, or for every leaf (None), recorded or not.

    roots: the edges that it begins at. accumulate: whether leaves among `captures` keep their gradient themselves.
    """

    __slots__ = ("__weakref__", "accumulate", "captures", "outside", "recorded", "roots")

    def __init__(self, captures, recorded, roots, accumulate):
        self.captures, self.recorded, self.roots, self.accumulate = captures, recorded, roots, accumulate

    def __enter__(self):
        state = _state
        self.outside = state.grad, state.captures, state.backward, state.saved_hooks
        state.grad, state.captures, state.backward = self.recorded, self.captures, self

    def __exit__(self, *error):
        state = _state
        entered = len(state.saved_hooks)
        state.grad, state.captures, state.backward, state.saved_hooks = self.outside
        if entered != len(state.saved_hooks):  # an unpack hook has entered its own context, and not left it
            special(len(state.saved_hooks) - entered)


def is_grad_enabled():
    """Return True if operations on tensors that require grad are recorded in this thread."""
    return _state.grad


def is_inference_mode_enabled():
    """Return True inside `inference_mode`."""
    return _state.inference


def recording():
    """Return True if an operation may be recorded now."""
    return _state.grad and not _state.inference


class _Decorator:
    """Lets a context manager decorate functions: each call, or each step of a generator, runs inside it."""

    def clone(self):
        return type(self)()

    def __call__(self, function):
        if isinstance(function, type):
            warnings.warn(
                "Decorating classes is deprecated and will be disabled in future versions. You should only decorate "
                "functions or methods. To preserve the current behavior of class decoration, you can directly decorate "
                "the `__init__` method and nothing else.",
                FutureWarning,
                stacklevel=2,
            )
            function.__init__ = self(function.__init__)
            return function

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            with self.clone():
                return function(*args, **kwargs)

        @functools.wraps(function)
        def generator_wrapper(*args, **kwargs):
            return _run_generator(function(*args, **kwargs), self.clone)

        code = getattr(function, "__code__", None)
        is_generator = code is not None and code.co_flags & 0x20  # inspect.CO_GENERATOR
        return generator_wrapper if is_generator else wrapper


class set_grad_enabled(_Decorator):
    """Switch recording on or off: at once when called, and back again when used in a `with` statement.

    mode: bool. Usable as a function, a context manager and a decorator, as in PyTorch.
    """

    def __init__(self, mode):
        if not isinstance(mode, bool):
            kind = type(mode).__name__
            raise TypeError(f"set_grad_enabled(): argument 'enabled' (position 1) must be bool, not {kind}")
        self.mode = mode
        self.previous = _state.grad
        _state.grad = self.mode

    def __enter__(self):
        _state.grad = self.mode

    def __exit__(self, *error):
        _state.grad = self.previous

    def __call__(self, function):
        # As a decorator it must switch when the function is called, not when it is decorated.
        _state.grad = self.previous
        return super().__call__(function)

    def __str__(self):
        return f"torch.autograd.grad_mode.set_grad_enabled(mode={self.mode})"

    def __repr__(self):
        return str(self)

    def clone(self):
        return type(self)(self.mode)


class _GradMode(_Decorator):
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


class no_grad(_GradMode):
    """Operations inside are not recorded: their results do not require grad, whatever their inputs do.

    A context manager (`with no_grad():`) and a decorator (`@no_grad()`, also on generator functions). Calling
    `no_grad()` alone changes nothing. The mode belongs to the thread and is restored after an exception.
    """

    mode = False


class enable_grad(_GradMode):
    """Operations inside are recorded, even within `no_grad`. A context manager and a decorator."""

    mode = True


class inference_mode(_Decorator):
    """As `no_grad`, and what is made inside can never take part in a recorded computation afterwards.

    mode: False switches back to normal inside. Tensors made inside have no version counter; saving them for backward,
    writing to them outside, or asking them to require grad outside raises RuntimeError.
    """

    def __new__(cls, mode=True):
        self = super().__new__(cls)
        if isinstance(mode, bool):
            self.mode, self.previous = mode, []
            return self
        self.mode, self.previous = True, []
        return self(mode)  # `@inference_mode` without brackets

    def __enter__(self):
        self.previous.append((_state.grad, _state.inference))
        special(1)
        # PyTorch sets both: inside inference_mode(False) recording is on, whatever was outside.
        _state.grad, _state.inference = not self.mode, self.mode

    def __exit__(self, *error):
        _state.grad, _state.inference = self.previous.pop()
        special(-1)

    def clone(self):
        return type(self)(self.mode)


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

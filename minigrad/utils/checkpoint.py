"""checkpoint: keep nothing of a part of the forward pass, and compute that part again in the backward pass."""

import warnings
import weakref
from contextlib import contextmanager, nullcontext

from .. import _tensor, autograd, modes
from ..autograd.graph import saved_tensors_hooks
from ..autograd.saved import SavedTensor, saved


class CheckpointError(RuntimeError):
    """The second computation did not save what the first one did."""


_early_stop = None  # set by set_checkpoint_early_stop


@contextmanager
def set_checkpoint_early_stop(enable):
    """Inside, let the second computation of new checkpoints end as soon as all is there, or not, whatever they say."""
    global _early_stop
    before, _early_stop = _early_stop, enable
    try:
        yield
    finally:
        _early_stop = before


def noop_context_fn():
    """Return the contexts of the two computations that change nothing."""
    return nullcontext(), nullcontext()


def checkpoint(
    function,
    *args,
    use_reentrant=None,
    context_fn=noop_context_fn,
    determinism_check="default",
    debug=False,
    early_stop=True,
    preserve_rng_state=True,
    **kwargs,
):
    """Return function(*args, **kwargs); what it would save for backward is thrown away, and made again when needed.

    use_reentrant: False is recommended. True runs a backward pass inside the backward pass; then gradients come only if
    one of `args` requires grad, and `autograd.grad` does not work. preserve_rng_state: let the second computation draw
    the same random numbers as the first. The rest is for use_reentrant=False. context_fn: returns two context managers,
    for the first and the second computation. determinism_check: "default" compares the shapes and dtypes of what the
    two save, "none" does not. early_stop: end the second computation when all that is needed is there.
    """
    if use_reentrant is None:
        warnings.warn(
            "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. Starting in PyTorch 2.9, "
            "calling checkpoint without use_reentrant will raise an exception. use_reentrant=False is recommended, but "
            "if you need to preserve the current default behavior, you can pass use_reentrant=True. Refer to docs for "
            "more details on the differences between the two variants.",
            stacklevel=2,
        )
        use_reentrant = True
    if use_reentrant:
        if kwargs:
            raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
        if context_fn is not noop_context_fn or debug is not False:
            raise ValueError("Passing `context_fn` or `debug` is only supported when use_reentrant=False.")
        return CheckpointFunction.apply(_with_random_state(function, preserve_rng_state), *args)
    if debug:
        raise NotImplementedError(
            "minigrad has no debug=True of checkpoint; what the two computations save is compared"
        )
    if determinism_check not in ("default", "none"):
        raise ValueError(f"determinism_check should be one of ['default', 'none'], but got {determinism_check}")
    first, second = context_fn()
    run = _with_random_state(function, preserve_rng_state)
    if not modes._state.grad:
        return function(*args, **kwargs)
    early_stop = early_stop if _early_stop is None else _early_stop
    frame = _Recompute(run, args, kwargs, second, determinism_check == "default", early_stop)
    with frame.hooks(), first:
        result = run(*args, **kwargs)
        frame.complete = True
    if not frame.complete:
        raise RuntimeError(
            "torch.utils.checkpoint: the forward context provided by context_fn suppressed an exception raised during "
            "the checkpointed forward. This is not supported because checkpoint cannot return a value for a failed "
            "forward."
        )
    return result


def _with_random_state(function, preserve):
    """Return `function` as one that begins with the same random state each time after the first."""
    from .. import random

    state = random.get_rng_state() if preserve else None
    calls = []

    def run(*args, **kwargs):
        if not preserve or not calls:
            calls.append(True)
            return function(*args, **kwargs)
        outside = random.get_rng_state()
        random.set_rng_state(state)
        try:
            return function(*args, **kwargs)
        finally:
            random.set_rng_state(outside)

    return run


class _Recompute:
    """Counts what one call saves. When the first of it is asked for, the function runs again, and all is kept.

    The inputs that are Tensors are saved as those of an operation are: hooks that are in force outside see them.
    """

    def __init__(self, run, args, kwargs, context, compare, early_stop):
        self.run, self.kwargs, self.context = run, kwargs, context
        self.compare, self.early_stop = compare, early_stop
        self.args = [saved(arg) if isinstance(arg, _tensor.Tensor) else arg for arg in args]
        self.handles = []  # weak references to the places that saved tensors were put in
        self.known = []  # what is known of each of them
        self.complete = False
        self.filled_for = _nothing  # refers to the backward pass for which the function has run again

    def hooks(self):
        def pack(tensor):
            handle = _Handle()
            self.handles.append(weakref.ref(handle))
            self.known.append(_known(tensor))
            return handle

        def unpack(handle):
            running = modes._state.backward
            if running is None or self.filled_for() is not running:
                self.filled_for = _nothing if running is None else weakref.ref(running)  # it holds what it computes
                self.fill()
            elif handle.value is None:
                raise CheckpointError(
                    "torch.utils.checkpoint: Unpack is being triggered for a tensor that was already unpacked once. If "
                    "you are calling ctx.saved_tensors in backward, make sure to do so only once. Otherwise please "
                    "open an issue with details on your use case."
                )
            value, handle.value = handle.value, None
            return value

        return saved_tensors_hooks(pack, unpack)

    def fill(self):
        """Run the function again, and put what it saves where the first run left places. Raises if they do not fit."""
        args = [arg.unpack() if isinstance(arg, SavedTensor) else arg for arg in self.args]
        found = []
        more = False  # within the first run a backward pass may come before all is saved

        def pack(tensor):
            nonlocal more
            tensor = tensor.detach() if tensor.requires_grad else tensor
            place = len(found)
            if place == len(self.handles):
                if self.complete:
                    raise CheckpointError(
                        "torch.utils.checkpoint: trying to save more tensors during recomputation than during the "
                        "original forward pass.\n"
                    )
                more = True
                return tensor
            found.append(_known(tensor))
            handle = self.handles[place]()
            if handle is not None:
                handle.value = tensor
            if self.early_stop and len(found) == len(self.handles):
                raise _Enough
            return tensor

        hooks = saved_tensors_hooks(pack, lambda tensor: tensor)
        try:
            with hooks, modes.enable_grad(), self.context:
                self.run(*args, **self.kwargs)
        except _Enough:
            pass
        if not more:
            self.check(found)

    def check(self, found):
        if len(found) < len(self.known):
            raise CheckpointError(
                "torch.utils.checkpoint: A different number of tensors was saved during the original forward and "
                f"recomputation.\nNumber of tensors saved during forward: {len(self.known)}\nNumber of tensors saved "
                f"during recomputation: {len(found)}."
            )
        differing = [
            f"tensor at position {place}:\nsaved metadata: {before}\nrecomputed metadata: {after}\n"
            for place, (before, after) in enumerate(zip(self.known, found, strict=False))
            if self.compare and before != after and self.handles[place]() is not None
        ]
        if differing:
            raise CheckpointError(
                "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than "
                f"during the forward pass.\n{''.join(differing)}."
            )


def _nothing():
    return None


class _Enough(Exception):
    """Ends the second computation when all that the first one saved is there: the rest of it is not needed."""


def _known(tensor):
    return {"shape": tensor.shape, "dtype": tensor.dtype, "device": tensor.device}


class _Handle:
    """A place for one saved tensor, as long as some node needs it."""

    __slots__ = ("__weakref__", "value")

    def __init__(self):
        self.value = None


class CheckpointFunction(autograd.Function):
    @staticmethod
    def forward(ctx, run, *args):
        if not any(isinstance(arg, _tensor.Tensor) and arg.requires_grad for arg in args):
            warnings.warn("None of the inputs have requires_grad=True. Gradients will be None", stacklevel=4)
        ctx.run = run
        ctx.tensor_places = [isinstance(arg, _tensor.Tensor) for arg in args]
        ctx.args = [None if is_tensor else arg for arg, is_tensor in zip(args, ctx.tensor_places, strict=True)]
        ctx.save_for_backward(*(arg for arg in args if isinstance(arg, _tensor.Tensor)))
        return run(*args)

    @staticmethod
    def backward(ctx, *grads):
        if modes._state.captures is not None:
            raise RuntimeError(
                "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or passing an `inputs` "
                "parameter to .backward(). To resolve this error, you can either set use_reentrant=False, or call "
                ".backward() without passing the `inputs` argument."
            )
        inputs, tensors = list(ctx.args), iter(ctx.saved_tensors)
        for place, is_tensor in enumerate(ctx.tensor_places):
            if is_tensor:
                tensor = next(tensors)
                inputs[place] = tensor.detach().requires_grad_(tensor.requires_grad)
        with modes.enable_grad():
            outputs = ctx.run(*inputs)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        pairs = [
            (out, grad)
            for out, grad in zip(outputs, grads, strict=True)
            if isinstance(out, _tensor.Tensor) and out.requires_grad
        ]
        if not pairs:
            raise RuntimeError("none of output has requires_grad=True, this checkpoint() is not necessary")
        autograd.backward([out for out, _ in pairs], [grad for _, grad in pairs])
        return None, *(arg.grad if isinstance(arg, _tensor.Tensor) else None for arg in inputs)


def checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs):
    """Run modules one after the other, each of `segments` groups but the last as a checkpoint."""
    if use_reentrant is None:
        warnings.warn(
            "torch.utils.checkpoint.checkpoint_sequential: the use_reentrant parameter should be passed explicitly. In "
            "version 2.9 we will raise an exception if use_reentrant is not passed. use_reentrant=False is "
            "recommended, but if you need to preserve the current default behavior, you can pass use_reentrant=True. "
            "Refer to docs for more details on the differences between the two variants.",
            stacklevel=2,
        )
        use_reentrant = True
    functions = list(functions.children()) if hasattr(functions, "children") else list(functions)
    size = len(functions) // segments

    def group(start, end):
        def run(value):
            for function in functions[start:end]:
                value = function(value)
            return value

        return run

    for start in range(0, size * (segments - 1), size):
        input = checkpoint(group(start, start + size), input, use_reentrant=use_reentrant, **kwargs)
    return group((segments - 1) * size, len(functions))(input)

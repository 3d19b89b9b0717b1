"""Compares derivatives with finite differences, element by element of the Jacobian."""

import warnings

import numpy as np

from .. import _tensor, inplace
from .function import Function


class GradcheckError(RuntimeError):
    """A derivative is not what finite differences say."""


class UndefinedGrad(Function):
    """Passes the tensor on, and no gradient."""

    @staticmethod
    def forward(ctx, value):
        return value.view_as(value)

    @staticmethod
    def backward(ctx, grad):
        return None


def gradcheck(
    func, inputs, *, eps=1e-06, atol=1e-05, rtol=0.001, raise_exception=True, nondet_tol=0.0, check_undefined_grad=True,
    check_grad_dtypes=False, check_batched_grad=False, check_forward_ad=False, check_backward_ad=True, fast_mode=False,
    masked=None,
):  # fmt: skip
    """Return True if the gradients of `func(*inputs)` are those of central differences of width `eps`.

    func: from Tensors to a Tensor or a tuple. inputs: a Tensor or a tuple; those that require grad are checked, and
    should be float64. Raises GradcheckError with both Jacobians if they differ by more than atol + rtol * |numerical|
    (or returns False, if raise_exception is False), ValueError if no input requires grad. check_undefined_grad: the
    backward functions must also cope with results that get no gradient.
    """
    if not (check_forward_ad or check_backward_ad):
        raise AssertionError("Expected at least one of check_forward_ad or check_backward_ad to be True")
    if check_forward_ad:
        raise NotImplementedError("minigrad has no derivatives in forward mode: check_forward_ad must be False")
    inputs = tuple(inputs) if isinstance(inputs, tuple | list) else (inputs,)
    checked = [k for k, x in enumerate(inputs) if isinstance(x, _tensor.Tensor) and x.requires_grad]
    if not checked:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."
        )
    for k in checked:
        if inputs[k]._data.dtype != np.float64:
            warnings.warn(
                f"Input #{k} requires gradient and is not a double precision floating point or complex. This check "
                "will likely fail if all the inputs are not of double precision floating point or complex. ",
                stacklevel=2,
            )
        if inplace.overlaps(inputs[k]._data):
            raise RuntimeError(
                f"The {k}th input has a dimension with stride 0. gradcheck only supports inputs that are "
                "non-overlapping to be able to compute the numerical gradients correctly. You should call .contiguous "
                "on the input before passing it to gradcheck."
            )
        if inputs[k].is_leaf:
            inputs[k].retain_grad()
    try:
        _check(func, inputs, checked, eps, atol, rtol, nondet_tol)
        if check_undefined_grad:
            _check_undefined(func, inputs, checked)
        return True
    except GradcheckError:
        if raise_exception:
            raise
        return False


def _outputs(func, inputs):
    found = func(*inputs)
    found = found if isinstance(found, tuple | list) else (found,)
    return [out for out in found if out.requires_grad or out.is_floating_point()]


def _check(func, inputs, checked, eps, atol, rtol, nondet_tol):
    from . import grad

    outputs = _outputs(func, inputs)
    differentiable = [output for output in outputs if output.requires_grad]
    if not differentiable:
        for number in range(len(outputs)):
            if any(_numerical(func, inputs, k, number, eps).any() for k in checked):
                raise GradcheckError("Numerical gradient for function expected to be zero")
    for number, output in enumerate(outputs):
        if not output.requires_grad:
            continue
        numerical = {k: _numerical(func, inputs, k, number, eps) for k in checked}
        analytical = _analytical(output, inputs, checked)
        again = _analytical(output, inputs, checked)
        for k in checked:
            if not np.allclose(analytical[k], again[k], rtol=0, atol=nondet_tol, equal_nan=True):
                raise GradcheckError(
                    "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times "
                    "gives different values, although analytical gradient matches numerical gradient.The tolerance "
                    f"for nondeterminism was {nondet_tol}."
                )
            if not np.allclose(analytical[k], numerical[k], rtol, atol):
                raise GradcheckError(
                    f"Jacobian mismatch for output {number} with respect to input {k},\n"
                    f"numerical:{_tensor.wrap(numerical[k])}\nanalytical:{_tensor.wrap(analytical[k])}\n"
                )
    if differentiable:
        starts = [_tensor.wrap(np.zeros_like(output._data)) for output in differentiable]
        for gradient in grad(differentiable, [inputs[k] for k in checked], starts, allow_unused=True):
            if gradient is not None and gradient._data.any():
                raise GradcheckError("backward not multiplied by grad_output")


def _check_undefined(func, inputs, checked):
    """Raise GradcheckError if backward functions cannot do without the gradients of all results, or of one of them."""
    from . import grad

    def outputs():
        return [output for output in _outputs(func, inputs) if output.requires_grad]

    several = len(outputs())
    for missing in [None, *range(several if several > 1 else 0)] if several else []:
        made = [UndefinedGrad.apply(out) if missing in (None, number) else out for number, out in enumerate(outputs())]
        starts = [_tensor.wrap(np.zeros_like(output._data)) for output in made]
        try:
            found = grad(made, [inputs[k] for k in checked], starts, allow_unused=True)
        except RuntimeError as error:
            warnings.warn(_UNDEFINED, stacklevel=3)
            raise GradcheckError(
                'Expected backward function to handle undefined output grads. Please look at "Notes about undefined '
                'output gradients" in "tools/autograd/derivatives.yaml"'
            ) from error
        if any(gradient is not None and gradient._data.any() for gradient in found):
            warnings.warn(_UNDEFINED, stacklevel=3)
            raise GradcheckError(
                "Expected all input grads to be undefined or zero when all output grads are undefined or zero. Please "
                'look at "Notes about undefined output gradients" in "tools/autograd/derivatives.yaml"'
            )


_UNDEFINED = (
    "Backwards compatibility: New undefined gradient support checking feature is enabled by default, but it may break "
    "existing callers of this function. If this is true for you, you can call this function with "
    '"check_undefined_grad=False" to disable the feature'
)


def _numerical(func, inputs, k, number, eps):
    """Return d output / d inputs[k] as an array (elements of the input, elements of the output)."""
    data = inputs[k]._data
    rows = []
    for place in np.ndindex(data.shape):
        old, sides = data[place], []
        for step in (-eps, eps):
            data[place] = old + step
            sides.append(_outputs(func, inputs)[number]._data.copy())
        data[place] = old
        for what in ("shape", "dtype"):
            below, above = (getattr(_tensor.wrap(side), what) for side in sides)
            if below != above:
                raise AssertionError(
                    f"Expected `func` to return outputs with the same {what} when inputs are perturbed on index "
                    f"{place} by {eps}, but got: {what}s {below} and {above}."
                )
        rows.append((sides[1] - sides[0]).reshape(-1) / (2 * eps))
    size = _outputs(func, inputs)[number]._data.size
    return np.array(rows).reshape(data.size, size)


def _analytical(output, inputs, checked):
    from . import grad

    columns = {k: np.zeros((inputs[k]._data.size, output._data.size), inputs[k]._data.dtype) for k in checked}
    for column, place in enumerate(np.ndindex(output._data.shape)):
        start = np.zeros_like(output._data)
        start[place] = 1
        found = grad(output, [inputs[k] for k in checked], _tensor.wrap(start), retain_graph=True, allow_unused=True)
        for k, gradient in zip(checked, found, strict=True):
            if gradient is not None:
                columns[k][:, column] = gradient._data.reshape(-1)
    return columns


def gradgradcheck(
    func, inputs, grad_outputs=None, *, eps=1e-06, atol=1e-05, rtol=0.001, gen_non_contig_grad_outputs=False,
    raise_exception=True, nondet_tol=0.0, check_undefined_grad=True, check_grad_dtypes=False, check_batched_grad=False,
    check_fwd_over_rev=False, check_rev_over_rev=True, fast_mode=False, masked=False,
):  # fmt: skip
    """Return True if the gradients of the gradients of `func(*inputs)` are those of central differences.

    grad_outputs: for each output the gradient to start from; random ones by default. Otherwise as `gradcheck`.
    """
    from . import grad

    if check_fwd_over_rev:
        raise NotImplementedError("minigrad has no derivatives in forward mode: check_fwd_over_rev must be False")
    inputs = (inputs,) if isinstance(inputs, _tensor.Tensor) else tuple(inputs)
    outputs = _outputs(func, inputs)
    if grad_outputs is None:
        rng = np.random.default_rng(0)
        grad_outputs = [_tensor.wrap(rng.uniform(-1, 1, out._data.shape).astype(out._data.dtype)) for out in outputs]
        for start in grad_outputs:
            start.requires_grad = True
    elif isinstance(grad_outputs, _tensor.Tensor):
        grad_outputs = [grad_outputs]

    def first_gradients(*values):
        inner, starts = values[: len(inputs)], values[len(inputs) :]
        wanted = [x for x in inner if isinstance(x, _tensor.Tensor) and x.requires_grad]
        made = _outputs(func, inner)
        pairs = [(out, start) for out, start in zip(made, starts, strict=True) if out.requires_grad]
        found = grad(
            [out for out, _ in pairs], wanted, [start for _, start in pairs], create_graph=True, allow_unused=True
        )
        return tuple(gradient for gradient in found if gradient is not None)

    return gradcheck(
        first_gradients, (*inputs, *grad_outputs), eps=eps, atol=atol, rtol=rtol,
        raise_exception=raise_exception, nondet_tol=nondet_tol, check_undefined_grad=check_undefined_grad,
    )  # fmt: skip

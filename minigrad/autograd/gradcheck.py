"""Compares derivatives with finite differences, element by element of the Jacobian."""

import warnings

import numpy as np

from .. import _tensor, inplace


class GradcheckError(RuntimeError):
    """A derivative is not what finite differences say."""


def gradcheck(
    func, inputs, *, eps=1e-06, atol=1e-05, rtol=0.001, raise_exception=True, nondet_tol=0.0, check_undefined_grad=True,
    check_grad_dtypes=False, check_batched_grad=False, fast_mode=False,
):  # fmt: skip
    """Return True if the gradients of `func(*inputs)` are those of central differences of width `eps`.

    func: from Tensors to a Tensor or a tuple. inputs: a Tensor or a tuple; those that require grad are checked, and
    should be float64. Raises GradcheckError with both Jacobians if they differ by more than atol + rtol * |numerical|
    (or returns False, if raise_exception is False), ValueError if no input requires grad.
    """
    inputs = (inputs,) if isinstance(inputs, _tensor.Tensor) else tuple(inputs)
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
        return _check(func, inputs, checked, eps, atol, rtol, nondet_tol)
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
    for number, output in enumerate(outputs):
        numerical = {k: _numerical(func, inputs, k, number, eps) for k in checked}
        if not output.requires_grad:
            for k in checked:
                if not np.allclose(numerical[k], 0, atol=atol):
                    raise GradcheckError("Numerical gradient for function expected to be zero")
            continue
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
    differentiable = [output for output in outputs if output.requires_grad]
    if differentiable:
        starts = [_tensor.wrap(np.zeros_like(output._data)) for output in differentiable]
        for gradient in grad(differentiable, [inputs[k] for k in checked], starts, allow_unused=True):
            if gradient is not None and gradient._data.any():
                raise GradcheckError("backward not multiplied by grad_output")
    return True


def _numerical(func, inputs, k, number, eps):
    """Return d output / d inputs[k] as an array (elements of the input, elements of the output)."""
    data = inputs[k]._data
    rows = []
    for place in np.ndindex(data.shape):
        old, sides = data[place], []
        for step in (eps, -eps):
            data[place] = old + step
            sides.append(_outputs(func, inputs)[number]._data.copy().reshape(-1))
        data[place] = old
        rows.append((sides[0] - sides[1]) / (2 * eps))
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
    raise_exception=True, nondet_tol=0.0, check_undefined_grad=True, check_grad_dtypes=False, fast_mode=False,
):  # fmt: skip
    """Return True if the gradients of the gradients of `func(*inputs)` are those of central differences.

    grad_outputs: for each output the gradient to start from; random ones by default. Otherwise as `gradcheck`.
    """
    from . import grad

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
        raise_exception=raise_exception, nondet_tol=nondet_tol,
    )  # fmt: skip

"""NumPy's arrays in the place of tensors: operators take some, functions refuse them."""

import warnings

import numpy as np


def _outcomes(torch, *expressions):
    names = {"torch": torch, "F": torch.nn.functional, "a": np.ones((2, 2), "f"), "t": torch.ones(2, 2)}
    seen = []
    for expression in expressions:
        try:
            with warnings.catch_warnings(action="ignore"):
                result = eval(expression, names)
        except (AttributeError, TypeError) as error:
            seen.append(f"{expression}: {type(error).__name__}")
        else:
            seen.append(f"{expression}: {result}")
    return seen


def functions_refuse_arrays(torch):
    of_one = (
        "exp",
        "relu",
        "isnan",
        "t",
        "flatten",
        "clone",
        "tril",
        "unbind",
        "numel",
        "sigmoid",
        "abs",
        "floor",
        "erf",
        "sum",
        "mean",
        "max",
    )
    return _outcomes(
        torch,
        *(f"torch.{name}(a)" for name in of_one),
        *("torch.transpose(a, 0, 1)", "torch.flip(a, (0,))", "torch.reshape(a, (4,))", "torch.permute(a, (1, 0))"),
        *("torch.chunk(a, 2)", "torch.narrow(a, 0, 0, 1)", "torch.clamp(a, 0)", "torch.clamp(t, a)"),
        *(f"torch.{name}(t, a)" for name in ("add", "sub", "mul", "div", "pow", "eq", "lt", "maximum", "matmul")),
        *(f"torch.{name}(a, t)" for name in ("add", "sub", "mul", "div", "pow", "eq", "lt", "maximum", "matmul")),
        *(f"t.{name}(a)" for name in ("add", "sub", "mul", "div", "pow", "eq", "lt", "maximum", "matmul", "copy_")),
        *("torch.mul(2, a)", "torch.where(a > 0, t, t)", "torch.where(t > 0, t, a)", "torch.where(a > 0)"),
        *("torch.masked_fill(t, t > 0, a)", "torch.masked_fill(a, t > 0, 0.0)", "t.masked_fill(a > 0, 0.0)"),
        *(f"F.{name}(a)" for name in ("relu", "gelu", "silu", "softplus", "elu", "leaky_relu", "logsigmoid")),
        *("F.cross_entropy(a, t)", "F.kl_div(t, a)", "F.nll_loss(a, t)", "F.mse_loss(t, a)"),
        *("torch.exp([1.0])", "torch.exp(1.0)", "torch.exp(None)", "torch.flatten([1])", "torch.clone(3)"),
        *("torch.add([1], [2])", "torch.mul(2, t)", "torch.add(2, t)", "torch.sum([1, 2])"),
    )


def operators_take_some_arrays(torch):
    return _outcomes(
        torch,
        *("t + a", "t - a", "t * a", "t / a", "t @ a", "t ** a", "t == a"),
        *("t > a", "t < a", "t >= a", "t <= a", "t[a > 0]"),
    )


def arrays_beside_what_requires_grad(torch):
    x = torch.ones(2, requires_grad=True)
    seen = []
    for operation in (lambda a: x + a, lambda a: x @ a, lambda a: x**a, lambda a: x * a):
        try:
            seen.append(str(operation(np.ones(2, "f"))))
        except RuntimeError as error:
            seen.append(str(error))
    return seen

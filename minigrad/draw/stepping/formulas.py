"""The derivatives as text: for each kind of node, the gradient of each input as a Python expression.

In a formula, `g` is the gradient of the node's result (`grads`: those of several results). `self`, `other`, `result`
and so on are what the node saved, under PyTorch's names; NAME_shape is a shape, `count` the number of elements that a
mean or variance was taken over, `place` the number of an input of cat or stack. The functions are those of
formula_functions.py. All work on NumPy arrays, so a formula can be evaluated, and the tests compare each with what the
node really returned. A result in a broadcast shape is then summed to the shape of the input.
"""

import ast

import numpy as np

from .formula_functions import FUNCTIONS, HELP

_NOTHING = {"self": "zeros(g)"}
_SAME = {"self": "g"}
_RESHAPED = {"self": "reshape(g, self_shape)"}
_SELECTED = {"self": "put_along(g, self_shape, dim, indices)"}
_ALL_EXTREME = {"self": "g * share(self == result)"}
_EXTREME = {"self": "spread(g, dim, self_shape) * share(self == spread(result, dim, self_shape), dim)"}
_BETWEEN = (
    "where((self >= min) & (self <= max), g, 0) if min is not None and max is not None else "
    "where(self >= min, g, 0) if min is not None else where(self <= max, g, 0)"
)
_LOSS = {"self": "{} * g / count", "target": "-{} * g / count"}

TABLE = {
    # Arithmetic
    "AddBackward0": {"self": "g", "other": "g * alpha"},
    "SubBackward0": {"self": "g", "other": "-g * alpha"},
    "RsubBackward0": {"self": "-g * alpha", "other": "g"},
    "RsubBackward1": {"self": "-g * alpha"},
    "MulBackward0": {"self": "g * other", "other": "g * self"},
    "DivBackward0": {"self": "g / other", "other": "-g * self / other ** 2"},
    "DivBackward2": {"self": "zeros(g)", "other": "zeros(g)"},
    "NegBackward0": {"self": "-g"},
    "ReciprocalBackward0": {"self": "-g * result ** 2"},
    "RemainderBackward0": _SAME,
    "RemainderBackward1": {"self": "g", "other": "-g * floor(self / other)"},
    "FmodBackward0": _SAME,
    "FmodBackward1": {"self": "g", "other": "-g * trunc(self / other)"},
    "PowBackward0": {"self": "g * exponent * self ** (exponent - 1) if exponent != 0 else zeros(g)"},
    "PowBackward1": {
        "self": "where(exponent == 0, 0, g * exponent * self ** (exponent - 1))",
        "exponent": "g * where((self == 0) & (exponent >= 0), 0, result * log(self))",
    },
    "PowBackward2": {
        "exponent": "g * result * log(base) if base != 0 else g * where(exponent >= 0, 0, result * log(base))"
    },
    "AddcmulBackward0": {"self": "g", "tensor1": "g * tensor2 * value", "tensor2": "g * tensor1 * value"},
    "AddcdivBackward0": {
        "self": "g",
        "tensor1": "g * value / tensor2",
        "tensor2": "-g * value * tensor1 / tensor2 ** 2",
    },
    "LerpBackward0": {"self": "g * (1 - weight)", "end": "g * weight"},
    "LerpBackward1": {"self": "g * (1 - weight)", "end": "g * weight", "weight": "g * (end - self)"},
    # Elementwise
    "AbsBackward0": {"self": "g * sign(self)"},
    "SqrtBackward0": {"self": "g / (2 * result)"},
    "RsqrtBackward0": {"self": "-0.5 * g * result ** 3"},
    "ExpBackward0": {"self": "g * result"},
    "Expm1Backward0": {"self": "g * (result + 1)"},
    "LogBackward0": {"self": "g / self"},
    "Log1PBackward0": {"self": "g / (self + 1)"},
    "Log2Backward0": {"self": "g / (self * log(2))"},
    "Log10Backward0": {"self": "g / (self * log(10))"},
    "SinBackward0": {"self": "g * cos(self)"},
    "CosBackward0": {"self": "-g * sin(self)"},
    "TanBackward0": {"self": "g * (1 + result ** 2)"},
    "ErfBackward0": {"self": "g * 2 / sqrt(pi) * exp(-self ** 2)"},
    "SignBackward0": _NOTHING,
    "FloorBackward0": _NOTHING,
    "CeilBackward0": _NOTHING,
    "TruncBackward0": _NOTHING,
    "RoundBackward0": _NOTHING,
    "RoundBackward1": _NOTHING,
    "NanToNumBackward0": {"self": "where(isfinite(self), g, 0)"},
    # Activations
    "ReluBackward0": {"self": "where(result > 0, g, 0)"},
    "TanhBackward0": {"self": "g * (1 - result ** 2)"},
    "SigmoidBackward0": {"self": "g * result * (1 - result)"},
    "LeakyReluBackward0": {"self": "where(self > 0, g, g * negative_slope)"},
    "EluBackward0": {"self": "where(self > 0, g * scale, g * exp(self * input_scale) * alpha * scale * input_scale)"},
    "GeluBackward0": {
        "self": "g * (normal_cdf(self) + self * normal_pdf(self)) if approximate == 'none' else "
        "g * tanh_gelu_slope(self)"
    },
    "SiluBackward0": {"self": "g * sigmoid(self) * (1 + self * (1 - sigmoid(self)))"},
    "SoftplusBackward0": {"self": "where(self * beta > threshold, g, g * sigmoid(self * beta))"},
    "LogSigmoidBackward0": {"self": "g * sigmoid(-self)"},
    "HardtanhBackward0": {"self": "where((self > min_val) & (self < max_val), g, 0)"},
    "SoftmaxBackward0": {"self": "result * (g - sum(g * result, dim))"},
    "LogSoftmaxBackward0": {"self": "g - exp(result) * sum(g, dim)"},
    # Choosing
    "ClampBackward1": {"self": _BETWEEN},
    "ClampBackward0": {
        "self": _BETWEEN,
        "min": "where((self < min) & (min < max), g, 0) if max is not None else where(self < min, g, 0)",
        "max": "where((self > max) | (max < min), g, 0) if min is not None else where(self > max, g, 0)",
    },
    "ClampMinBackward0": {"self": "where(self >= min, g, 0)"},
    "ClampMaxBackward0": {"self": "where(self <= max, g, 0)"},
    "ClampMinBackward1": {"self": "where(self >= min, g, 0)", "min": "where(self < min, g, 0)"},
    "ClampMaxBackward1": {"self": "where(self <= max, g, 0)", "max": "where(self > max, g, 0)"},
    "MaximumBackward0": {
        "self": "where(self == other, g / 2, where(self < other, 0, g))",
        "other": "where(self == other, g / 2, where(self > other, 0, g))",
    },
    "MinimumBackward0": {
        "self": "where(self == other, g / 2, where(self > other, 0, g))",
        "other": "where(self == other, g / 2, where(self < other, 0, g))",
    },
    "WhereBackward0": {"self": "where(condition, g, 0)", "other": "where(condition, 0, g)"},
    "MaskedFillBackward0": {"self": "where(mask, 0, g)"},
    "MaskedFillBackward1": {"self": "where(mask, 0, g)", "value": "sum(where(mask, g, 0))"},
    # Reductions
    "SumBackward0": {"self": "expand(g, self_shape)"},
    "SumBackward1": {"self": "spread(g, dim, self_shape)"},
    "MeanBackward0": {"self": "expand(g, self_shape) / count"},
    "MeanBackward1": {"self": "spread(g, dim, self_shape) / count"},
    "VarBackward0": {"self": "2 * spread(g, dim, self_shape) * (self - mean(self, dim)) / (count - correction)"},
    "StdBackward0": {
        "self": "spread(ratio(g, result), dim, self_shape) * (self - mean(self, dim)) / (count - correction)"
    },
    "MaxBackward0": _SELECTED,
    "MinBackward0": _SELECTED,
    "SortBackward0": _SELECTED,
    "SortBackward1": _SELECTED,
    "TopkBackward0": _SELECTED,
    "MaxBackward1": _ALL_EXTREME,
    "MinBackward1": _ALL_EXTREME,
    "AmaxBackward0": _EXTREME,
    "AminBackward0": _EXTREME,
    "ProdBackward0": {"self": "g * product_of_others(self)"},
    "ProdBackward1": {"self": "spread(g, dim, self_shape) * product_of_others(self, dim)"},
    "CumsumBackward0": {"self": "sums_from_the_end(g, dim)"},
    "LogsumexpBackward0": {"self": "spread(g, dim, self_shape) * exp(self - spread(result, dim, self_shape))"},
    "LinalgVectorNormBackward0": {
        "self": "self * spread(ratio(g, result), dim, self_shape) if ord == 2 else "
        "sign(self) * spread(g, dim, self_shape) if ord == 1 else zeros(self) if ord == 0 else "
        "sign(self) * spread(g, dim, self_shape) * share(abs(self) == spread(result, dim, self_shape), dim) "
        "if abs(ord) == inf else "
        "sign(self) * abs(self) ** (ord - 1) * spread(ratio(g, result ** (ord - 1)), dim, self_shape)"
    },
    # Products
    "MmBackward0": {"self": "g @ mat2.T", "mat2": "self.T @ g"},
    "BmmBackward0": {"self": "g @ mat2.mT", "mat2": "self.mT @ g"},
    "AddmmBackward0": {"self": "g * beta", "mat1": "g @ mat2.T * alpha", "mat2": "mat1.T @ g * alpha"},
    "BaddbmmBackward0": {"self": "g * beta", "batch1": "g @ batch2.mT * alpha", "batch2": "batch1.mT @ g * alpha"},
    "MvBackward0": {"self": "outer(g, vec)", "vec": "self.T @ g"},
    "DotBackward0": {"self": "g * tensor", "tensor": "g * self"},
    # Views and copies
    "ViewBackward0": _RESHAPED,
    "UnsafeViewBackward0": _RESHAPED,
    "ReshapeAliasBackward0": _RESHAPED,
    "SqueezeBackward0": _RESHAPED,
    "SqueezeBackward1": _RESHAPED,
    "SqueezeBackward2": _RESHAPED,
    "SqueezeBackward4": _RESHAPED,
    "UnsqueezeBackward0": {"self": "squeeze(g, dim)"},
    "TBackward0": {"self": "g.T"},
    "TransposeBackward0": {"self": "swapaxes(g, dim0, dim1)"},
    "PermuteBackward0": {"self": "permute_back(g, dims)"},
    "ExpandBackward0": {"self": "sum_to(g, self_shape)"},
    "SelectBackward0": {"self": "put(g, self_shape, dim, index)"},
    "SliceBackward0": {"self": "put(g, self_shape, dim, slice(start, end, step))"},
    "SplitBackward0": {"self": "concatenate(grads, dim)"},
    "SplitWithSizesBackward0": {"self": "concatenate(grads, dim)"},
    "UnbindBackward0": {"self": "stack(grads, dim)"},
    "DiagonalBackward0": {"self": "put_diagonal(g, self_shape, offset, dim1, dim2)"},
    "AliasBackward0": _SAME,
    "CloneBackward0": _SAME,
    "ToCopyBackward0": _SAME,
    "RepeatBackward0": {"self": "sum_repeats(g, self_shape)"},
    "FlipBackward0": {"self": "flip(g, dims)"},
    "RollBackward0": {"self": "roll_back(g, shifts, dims)"},
    "TrilBackward0": {"self": "tril(g, diagonal)"},
    "TriuBackward0": {"self": "triu(g, diagonal)"},
    "ConstantPadNdBackward0": {"self": "cut_margin(g, pad)"},
    "CatBackward0": {"tensors": "narrow(g, dim, start, length)"},
    "StackBackward0": {"tensors": "take(g, place, dim)"},
    # Indexing
    "IndexBackward0": {"self": "add_at(g, self_shape, indices)"},
    "IndexSelectBackward0": {"self": "add_along(g, self_shape, dim, index)"},
    "GatherBackward0": {"self": "scatter_add(g, self_shape, dim, index)"},
    "MaskedSelectBackward0": {"self": "put_where(g, self_shape, mask)"},
    "ScatterBackward0": {"self": "zero_along(g, dim, index)", "src": "gather(g, dim, index)"},
    "ScatterBackward1": {"self": "zero_along(g, dim, index)"},
    "ScatterAddBackward0": {"self": "g", "src": "gather(g, dim, index)"},
    "EmbeddingBackward0": {
        "weight": "add_along(g, weight_shape, 0, indices) if padding_idx < 0 else "
        "zero_at(add_along(g, weight_shape, 0, indices), padding_idx)"
    },
    # Losses
    "NllLossBackward0": {
        "self": "-g * one_hot(target, self, ignore_index) * weight / "
        "total(one_hot(target, self, ignore_index) * weight) if reduction == 1 else "
        "-unsqueeze(g, -1) * one_hot(target, self, ignore_index) * weight"
    },
    "MseLossBackward0": {key: text.format("2 * (self - target)") for key, text in _LOSS.items()},
    "SmoothL1LossBackward0": {
        key: text.format("where(abs(self - target) < beta, (self - target) / beta, sign(self - target))")
        for key, text in _LOSS.items()
    },
    "HuberLossBackward0": {key: text.format("clip(self - target, -delta, delta)") for key, text in _LOSS.items()},
    "BinaryCrossEntropyBackward0": {
        "self": "g * (self - target) / maximum(self * (1 - self), 1e-12) * weight / count",
        "target": "g * (log(1 - self) - log(self)) * weight / count",
    },
    "BinaryCrossEntropyWithLogitsBackward0": {
        "self": "g * (sigmoid(self) - target) * weight / count if pos_weight is None else "
        "g * ((pos_weight * target + 1 - target) * sigmoid(self) - pos_weight * target) * weight / count",
        "target": "-g * self * weight / count if pos_weight is None else "
        "g * (log_sigmoid(-self) - pos_weight * log_sigmoid(self)) * weight / count",
    },
    "XlogyBackward0": {
        "self": "g * where((self == 0) & (other <= 0), 0, log(other))",
        "other": "g * self / other",
    },
    # Writes
    "CopyBackwards": {"self": "zeros(g)", "src": "g"},
    "ZeroBackward0": _NOTHING,
    "FillBackward2": _NOTHING,
    "FillBackward3": {"self": "zeros(g)", "value": "sum(g)"},
    "IndexPutBackward0": {"self": "g if accumulate else zero_at(g, indices)", "values": "pick(g, indices)"},
}

# What is true of nodes whose formula cannot be evaluated, because PyTorch does not show all that they saved.
WORDS = {
    "CopySlices": "g outside the slice that was written; inside it, what the operation that wrote passes on",
    "AsStridedBackward0": "g put back to where the view's elements lie in the storage of the base",
    "ConvolutionBackward0": "a convolution of g with the saved weight or input; for the bias, the sum of g",
}

SEVERAL = ("CatBackward0", "StackBackward0")  # nodes whose inputs all have one name
FACTORS = ("alpha", "beta", "value", "scale", "input_scale", "weight", "count")  # left out where they are 1 or None


def formulas_of(name, values, number):
    """Return {place: (input's name, formula)} for the `number` inputs of a node called `name`.

    values: what the formulas may use, by name. Of conditional formulas the branch that applies is returned, and factors
    of 1 are left out. The dictionary is empty if no formula is written.
    """
    row = TABLE.get(name, {})
    if name in SEVERAL:
        inputs = [(f"{key}[{place}]", text) for key, text in row.items() for place in range(number)]
    else:
        inputs = list(row.items())[:number]
    return {place: (key, _simplified(text, values)) for place, (key, text) in enumerate(inputs)}


def _simplified(text, values):
    for factor in FACTORS:
        value = values.get(factor, None if factor != "count" else 0)
        if value is None or (not isinstance(value, np.ndarray) and value == 1):
            text = text.replace(f" * {factor}", "").replace(f" / {factor}", "")
    tree = ast.parse(text, mode="eval").body
    while isinstance(tree, ast.IfExp):
        try:
            chosen = evaluate(ast.unparse(tree.test), values)
        except NameError:  # not known: both branches are shown
            break
        tree = tree.body if chosen else tree.orelse
        text = ast.get_source_segment(text, tree)
        tree = ast.parse(text, mode="eval").body
    return text


def names_in(text):
    """Return the names of the values that a formula uses, in order."""
    nodes = sorted(
        (node for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Name)),
        key=lambda node: node.col_offset,
    )
    return list(dict.fromkeys(node.id for node in nodes if node.id not in FUNCTIONS))


def functions_in(text):
    """Return the functions that a formula uses and that need an explanation: {name: what it gives}."""
    used = dict.fromkeys(node.id for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Name))
    return {name: HELP[name] for name in used if name in HELP}


def evaluate(text, values):
    """Return the value of a formula. values: arrays and settings by name. Raises NameError if one is missing."""
    with np.errstate(all="ignore"):
        return eval(text, {"__builtins__": {}}, FUNCTIONS | values)

"""Every operation does what PyTorch does: as recorded everywhere, and as PyTorch itself where it is installed."""

import importlib.util

import pytest

import minigrad
from minigrad.autograd import gradcheck, gradgradcheck

from .observe import TOLERANCE, differences, evaluate, observe
from .record import load
from .table import CASES

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # observed where they matter
RECORDED = load()
EXPRESSIONS = {}
for _expression, _specs in dict.fromkeys(CASES):
    EXPRESSIONS.setdefault(_expression, []).append(_specs)

# Not checked by numerical differentiation: what jumps, what does not compute in float64, and an element written twice.
JUMPS = (
    "//",
    "%",
    "fmod",
    "rounding_mode",
    "round(",
    "floor(",
    "ceil(",
    "trunc(",
    "float()",
    "norm(0)",
    "0 ** a",
    "relu().sqrt",
    "std(0, False)",
    "(([1, 1],), b)",
)


def checkable(expression):
    """Return inputs of float64 for which PyTorch knew a gradient, at most four, without ties, nan and inf."""
    if any(word in expression for word in JUMPS):
        return []
    return [
        specs
        for specs, seen in RECORDED[expression].items()
        if "gradients" in seen["float64"]
        and not any(spec[0] in "f" or "~" in spec or "*" in spec for spec in specs)
        and not {"nan", "inf", "-inf"}
        & {x for key in ("values", "gradients", "second") for xs in seen["float64"].get(key, ()) for x in xs or ()}
    ][:4]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_minigrad_does_what_was_recorded(expression):
    recorded = RECORDED.get(expression, {})
    known = "the table changed: run python -m tests.minigrad.ops.record where PyTorch is installed"
    assert list(recorded) == EXPRESSIONS[expression], known
    wrong = []
    for specs, seen in recorded.items():
        for dtype, theirs in seen.items():
            mine = observe(minigrad, expression, specs, dtype)
            wrong += [f"{specs} {dtype}: {line}" for line in differences(mine, theirs, TOLERANCE[dtype])]
    assert not wrong, "\n".join(wrong)


def test_nothing_is_recorded_that_is_no_longer_tested():
    assert set(RECORDED) == set(EXPRESSIONS)


@pytest.mark.parametrize("expression", [expression for expression in RECORDED if checkable(expression)])
def test_the_derivatives_are_those_of_the_values(expression):
    for specs in checkable(expression):
        leaves, _ = evaluate(minigrad, expression, specs, "float64")
        inputs = tuple(leaf for leaf in leaves if leaf.requires_grad)

        def function(*inputs, specs=specs):
            result = evaluate(minigrad, expression, specs, "float64", inputs)[1]
            several = isinstance(result, tuple | list)
            return tuple(x for x in result if x.is_floating_point()) if several else result

        assert gradcheck(function, inputs), specs
        assert gradgradcheck(function, inputs), specs


if importlib.util.find_spec("torch"):
    import torch

    @pytest.mark.parametrize("expression", EXPRESSIONS)
    def test_minigrad_does_what_pytorch_does_today(expression):
        wrong = []
        for specs in EXPRESSIONS[expression]:
            for dtype, tolerance in TOLERANCE.items():
                mine, theirs = (observe(package, expression, specs, dtype) for package in (minigrad, torch))
                wrong += [f"{specs} {dtype}: {line}" for line in differences(mine, theirs, tolerance)]
        assert not wrong, "\n".join(wrong)

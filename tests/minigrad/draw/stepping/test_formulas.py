"""No formula is false: what stands on the page, evaluated as Python, gives the gradient that the node returned."""

import ast
import warnings

import numpy as np
import pytest

import minigrad as mg
from minigrad import draw
from minigrad.draw.stepping import formulas
from minigrad.draw.stepping.formula_functions import FUNCTIONS
from tests.minigrad.ops import table
from tests.minigrad.ops.observe import evaluate, weighted

from ..backends import BACKENDS

# Nodes that minigrad does not have.
ONLY_TORCH = {
    "BaddbmmBackward0", "HardtanhBackward0", "Log10Backward0", "Log2Backward0", "RsubBackward0", "TanBackward0",
}  # fmt: skip
# Cases where NumPy has no dimension to work on, or no number to give: there the formula is not shown.
NOT_SHOWN = {
    ("torch.cat([a, b])", "2x1"),
    ("a.flip(0)", "."),
    ("a.gather(0, torch.tensor([0]))", "."),
    ("torch.index_select(a, -1, torch.tensor([0]))", "."),
    ("torch.transpose(a, 0, -1)", "."),
    ("torch.var(a, dim=(0,), correction=2)", "."),
}
MORE = (
    table.group(
        "2,2+",
        """
    F.mse_loss(a, b)
    F.mse_loss(a, b, reduction="sum")
    F.mse_loss(a, b, reduction="none")
    F.l1_loss(a, b)
    F.smooth_l1_loss(a, b)
    F.smooth_l1_loss(a, b, beta=2.0, reduction="sum")
    F.huber_loss(a, b, delta=0.5)
    F.binary_cross_entropy(a.sigmoid(), b.sigmoid())
    F.binary_cross_entropy(a.sigmoid(), b.sigmoid(), weight=torch.tensor([1.0, 2.0]), reduction="sum")
    F.binary_cross_entropy_with_logits(a, b)
    F.binary_cross_entropy_with_logits(a, b, pos_weight=torch.tensor([1.0, 2.0]), reduction="none")
    F.kl_div(a, b, reduction="sum")
    """,
    )
    + table.group(
        "2x3,2x3+",
        """
    torch.clamp_min(a, b)
    torch.clamp_max(a, b)
    a.scatter(0, torch.tensor([[0, 1, 0], [1, 0, 1]]), b)
    a.scatter_add(0, torch.tensor([[0, 1, 1], [0, 0, 0]]), b)
    [y := a.clone(), y.copy_(b)][1]
    [y := a.clone(), y.zero_(), y + b][2]
    [y := a.clone(), y.fill_(2.0), y + b][2]
    [y := a.clone(), y.fill_(b.sum())][1]
    [y := a.clone(), y.__setitem__(([0, 1], [1, 2]), b[0, :2]), y][2]
    """,
    )
    + table.group(
        "2x3",
        """
    F.cross_entropy(a, torch.tensor([0, 2]))
    F.cross_entropy(a, torch.tensor([0, 2]), reduction="sum")
    F.cross_entropy(a, torch.tensor([0, 2]), weight=torch.tensor([1.0, 2.0, 3.0]), ignore_index=0)
    F.nll_loss(a, torch.tensor([0, 2]), reduction="none")
    F.nll_loss(a[0], torch.tensor(1))
    F.normalize(a)
    F.embedding(torch.tensor([0, 1, 0]), a)
    F.embedding(torch.tensor([0, 1, 0]), a, padding_idx=0)
    F.linear(a, torch.ones(2, 3), torch.ones(2))
    """,
    )
)
MORE += table.group(
    "2",
    """
    F.leaky_relu(a)
    F.elu(a)
    F.elu(a, alpha=2.0)
    F.gelu(a)
    F.gelu(a, approximate="tanh")
    F.silu(a)
    F.softplus(a)
    F.softplus(a, beta=2.0)
    F.logsigmoid(a)
    """,
) + table.group("1x2x2,1x2x2", "torch.bmm(a, b)")
TORCH = table.group(
    "1x2x2+,1x2x2+,1x2x2+",
    """
    torch.baddbmm(a, b, c, alpha=2)
    F.hardtanh(a[0, 0])
    a.log2()
    a.log10()
    a.tan()
    torch.rsub(a, b)
    """,
)


def cases(torch):
    """Return the cases of the table of operations: of those of one expression the first few, and small ones."""
    chosen, seen = [], {}
    everything = table.ELEMENTWISE + table.NUMBERS + table.PAIRS + table.REDUCTIONS + table.PRODUCTS
    everything += table.PRODUCTS_MORE + table.SHAPES + table.INDEXING + table.ASSIGNMENT
    for expression, specs in everything:
        seen[expression] = seen.get(expression, 0) + 1
        if seen[expression] <= 5 and not any("*" in spec for spec in specs):
            chosen.append((expression, specs))
    return chosen + MORE + (TORCH if torch is not mg else [])


def stepped(torch, expression, specs):
    """Return the Stepper of the weighted sum of what an expression gives, None if it gives nothing to derive."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            _, result = evaluate(torch, expression, specs, "float32")
            results = result if isinstance(result, tuple | list) and not hasattr(result, "grad_fn") else [result]
            results = [x for x in results if hasattr(x, "grad_fn") and x.requires_grad and x.is_floating_point()]
            if not results:
                return None
            loss = weighted(torch, results)
            loss.backward(retain_graph=True)
        except Exception:  # the table has cases that must fail: what they fail with is tested elsewhere
            return None
        return draw.backward(loss, params={})


class Arrays(ast.NodeTransformer):
    """Makes arrays of the lists and floats in an expression: Python's own floats raise errors where NumPy gives inf."""

    def visit_List(self, node):
        return ast.Call(ast.Name("array", ast.Load()), [node], [])

    def visit_Constant(self, node):
        return self.visit_List(node) if isinstance(node.value, float) else node


def value_of(numbers):
    """Return the value of a formula with the numbers in it, as it stands on the page."""
    tree = ast.fix_missing_locations(Arrays().visit(ast.parse(numbers, mode="eval")))
    with np.errstate(all="ignore"):
        return np.asarray(eval(compile(tree, numbers, "eval"), FUNCTIONS | {"array": np.array}))


@pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.__name__)
def test_every_formula_with_its_numbers_gives_the_gradient_that_the_node_returned(backend):
    checked = set()
    for expression, specs in cases(backend):
        stepper = stepped(backend, expression, specs)
        for step in stepper.steps if stepper is not None else ():
            for one in step.inputs:
                where = f"{backend.__name__}: {expression} {specs}: {step.node}, {one.key}"
                if one.formula is None:
                    unknown = step.node not in formulas.TABLE
                    assert unknown or (expression, specs[0]) in NOT_SHOWN, f"{where}: {one.note}"
                elif one.numbers is not None:
                    got = value_of(one.numbers)
                    got = got if got.shape == one.value.shape else FUNCTIONS["sum_to"](got, one.value.shape)
                    exact = one.value.array
                    size = max([1.0, *np.abs(exact[np.isfinite(exact)]).flat])
                    assert np.allclose(got, exact, rtol=0.02, atol=0.02 * size, equal_nan=True), where
                    checked.add((step.node, one.key.partition("[")[0]))
    expected = {(node, key) for node, row in formulas.TABLE.items() for key in row}
    others = ONLY_TORCH if backend is mg else {"ReshapeAliasBackward0"}
    expected = {(node, key) for node, key in expected if node not in others}
    missing = sorted(expected - checked)
    assert not missing, missing


def test_a_frozen_factor_costs_only_the_numbers_that_were_not_saved():
    for backend in BACKENDS:
        w, x = backend.tensor(2.0, requires_grad=True), backend.tensor(3.0)
        (one,) = draw.backward(w * x, params={"w": w, "x": x}).steps[0].inputs
        assert (one.name, one.formula, one.numbers, one.value.tolist()) == ("w", "g * x", "1.0 * 3.0", 3.0)


def test_negative_numbers_stand_in_parentheses_where_a_sign_comes_before():
    a = mg.tensor(-2.0, requires_grad=True)
    b = mg.tensor(-3.0, requires_grad=True)
    step = draw.backward(a / b, gradient=mg.tensor(-1.0), params={}).steps[0]
    assert [one.numbers for one in step.inputs] == ["(-1.0) / (-3.0)", "-(-1.0) * (-2.0) / (-3.0) ** 2"]


def test_names_that_could_be_mistaken_are_not_put_into_a_formula():
    a, b, c = (mg.tensor(2.0, requires_grad=True) for _ in range(3))
    for name in ("g", "exp", "a b", "1"):
        (one, _) = draw.backward(a * b, params={name: b}).steps[0].inputs
        assert one.formula == "g * other"
    (one, _) = draw.backward(a * c, params={"c": c}).steps[0].inputs
    assert one.formula == "g * c"


def test_of_a_large_tensor_the_formula_is_shown_without_numbers(tmp_path):
    a = mg.ones(100, 100, requires_grad=True)
    (one,) = draw.backward((a * 2).sum(), params={}).steps[0].inputs
    assert (one.formula, one.numbers) == ("expand(g, self_shape)", None)
    assert str(one.value) == "[1.0, 1.0, 1.0, …] of shape (100, 100)"

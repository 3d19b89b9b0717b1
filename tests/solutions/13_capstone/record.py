"""Records what PyTorch's logaddexp does, for exercise 2: `python tests/solutions/13_capstone/record.py`.

The numbers stand in the hidden tests of solutions/13_capstone/extend.ipynb, each list between a line that ends in
`= [  # recorded` and a line `]  # fmt: skip`. test_recorded.py compares them with the PyTorch that is installed.
"""

import re
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[3]
NOTEBOOK = ROOT / "solutions" / "13_capstone" / "extend.ipynb"
LIST = re.compile(r"^(\w+) = \[  # recorded$\n(.*?)^\]  # fmt: skip$", re.MULTILINE | re.DOTALL)

inf, nan = float("inf"), float("nan")
drawn = np.random.default_rng(1313).normal(0, 3, (7, 2)).round(2).tolist()
NEAR = [*drawn, [0.5, 0.5], [-2.0, -2.0], [3.25, -11.5]]
FAR = [
    [1000.0, 1000.5], [-1000.0, -998.0], [0.0, 50.0], [30.0, -12.0], [800.0, 0.0], [-3.0, 900.0], [inf, 1.0],
    [1.0, inf], [-inf, 2.0], [2.0, -inf], [inf, inf], [-inf, -inf], [inf, -inf], [nan, 1.0], [1.0, nan],
]  # fmt: skip
SHAPES = [
    ((3,), "float32", (3,), "float64"),
    ((2, 1), "float64", (3,), "float32"),
    ((), "float64", (2, 2), "float32"),
    ((2, 3), "float32", (1, 3), "float32"),
    ((2, 1, 2), "float64", (), "float64"),
    ((1,), "float32", (2, 2), "float64"),
    ((0, 2), "float32", (2,), "float32"),
]
KINDS = [
    ((2,), "int64", (2,), "float32"),
    ((), "float32", (2,), "int64"),
    ((), "float64", (2,), "float32"),
    ((2,), "float64", (), "float32"),
    ((2,), "int64", (2,), "int64"),
    ((2,), "bool", (2,), "bool"),
    ((2,), "bool", (), "int64"),
    ((2,), "float32", (3,), "float32"),
    ((2, 3), "float64", (2,), "float64"),
]


def plain(tensor):
    """Return the elements as a flat list, to ten digits."""
    return [float(f"{number:.10g}") for number in tensor.detach().reshape(-1).tolist()]


def filled(torch, shape, dtype, start):
    """Return a tensor of quarters that depend on the place alone."""
    count = int(np.prod(shape, dtype=int))
    numbers = [((5 * (k + start)) % 11 - 5) / 4 for k in range(count)]
    return torch.tensor(numbers, dtype=torch.float64).reshape(shape).to(getattr(torch, dtype))


def elementwise(torch, pairs, second):
    """Return rows (a, b, value, gradients by a and b[, second derivatives aa, ab, bb, third derivative aaa])."""
    a, b = (torch.tensor([pair[k] for pair in pairs], dtype=torch.float64, requires_grad=True) for k in (0, 1))
    value = torch.logaddexp(a, b)
    by_a, by_b = torch.autograd.grad(value.sum(), [a, b], create_graph=True)
    columns = [a, b, value, by_a, by_b]
    if second:
        by_aa, by_ab = torch.autograd.grad(by_a.sum(), [a, b], create_graph=True)
        (by_bb,) = torch.autograd.grad(by_b.sum(), [b], retain_graph=True)
        (by_aaa,) = torch.autograd.grad(by_aa.sum(), [a])
        columns += [by_aa, by_ab, by_bb, by_aaa]
    return list(zip(*map(plain, columns), strict=True))


def shaped(torch):
    """Return rows (shape, dtype, shape, dtype, dtype of the result, value, gradient by a, gradient by b)."""
    rows = []
    for one, kind, other, other_kind in SHAPES:
        a = filled(torch, one, kind, 1).requires_grad_()
        b = filled(torch, other, other_kind, 4).requires_grad_()
        value = torch.logaddexp(a, b)
        (value * filled(torch, value.shape, "float64", 2)).sum().backward()
        dtype = str(value.dtype).removeprefix("torch.")
        assert (a.grad.dtype, b.grad.dtype) == (a.dtype, b.dtype)
        rows.append((one, kind, other, other_kind, dtype, plain(value), plain(a.grad), plain(b.grad)))
    return rows


def kinds(torch):
    """Return rows (shape, dtype, shape, dtype, dtype of the result or the error)."""
    rows = []
    for one, kind, other, other_kind in KINDS:
        try:
            value = torch.logaddexp(filled(torch, one, kind, 1), filled(torch, other, other_kind, 4))
            said = str(value.dtype).removeprefix("torch.")
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        rows.append((one, kind, other, other_kind, said))
    return rows


def wrong_arguments(torch):
    """Return rows (name of the argument that is no tensor, its value, the error)."""
    rows = []
    for name, value in [("input", 2.0), ("input", [1.0]), ("other", 3), ("other", None), ("other", "1")]:
        arguments = {"input": torch.ones(1), "other": torch.ones(1), name: value}
        try:
            torch.logaddexp(*arguments.values())
        except TypeError as error:
            rows.append((name, value, f"TypeError: {error}"))
    return rows


def record(torch):
    """Return {name of the list in the hidden tests: rows}."""
    return {
        "near": elementwise(torch, NEAR, second=True),
        "far": elementwise(torch, FAR, second=False),
        "shaped": shaped(torch),
        "kinds": kinds(torch),
        "wrong_arguments": wrong_arguments(torch),
    }


def stored(notebook):
    """Return [(name, rows)] for each recorded list in the notebook."""
    source = "\n".join(cell.source for cell in notebook.cells)
    return [(name, eval(f"[{rows}]", {"inf": inf, "nan": nan})) for name, rows in LIST.findall(source)]


def wrapped(row, width=112):
    """Return the lines of a row, broken between elements only."""
    lines = [""]
    for part in re.split(r"(?<=,) (?=[-\d\[('\"])", row):
        if lines[-1] and len(lines[-1]) + len(part) >= width:
            lines.append("")
        lines[-1] += f" {part}" if lines[-1] else part
    return lines


def written(source, recorded):
    """Return the source of a cell with its recorded lists renewed."""

    def renewed(match):
        lines = [line for row in recorded[match[1]] for line in wrapped(f"{row!r},")]
        return "\n    ".join([f"{match[1]} = [  # recorded", *lines]) + "\n]  # fmt: skip"

    return LIST.sub(renewed, source)


if __name__ == "__main__":
    import torch

    sys.path.insert(0, str(ROOT))
    from tests import notebooks

    notebook = notebooks.read(NOTEBOOK)
    recorded = record(torch)
    for cell in notebook.cells:
        cell.source = written(cell.source, recorded)
    notebooks.write(notebook, NOTEBOOK)
    print(f"{sum(map(len, recorded.values()))} rows recorded on PyTorch {torch.__version__.split('+')[0]}")

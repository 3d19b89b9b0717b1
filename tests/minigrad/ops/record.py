"""Records what PyTorch does with every row of the table: `python -m tests.minigrad.ops.record`.

What it does in float64 is kept whole; of float32 only what differs by more than rounding and the name of the dtype.
"""

import json
from pathlib import Path

from .observe import differing, observe
from .table import CASES

FILE = Path(__file__).with_name("recorded.json")


def record(torch):
    """Return {expression: {inputs: (what happens in float64, what of it differs in float32)}}."""
    torch.set_num_threads(1)
    recorded = {}
    for expression, specs in CASES:
        double, single = (observe(torch, expression, specs, dtype) for dtype in ("float64", "float32"))
        changes = {key: single.get(key) for key in differing(single, as_single(double))}
        recorded.setdefault(expression, {})[",".join(specs)] = [double, changes] if changes else [double]
    return recorded


def as_single(seen):
    """Return an observation in float64 with the name of float32 in its place."""
    return json.loads(json.dumps(seen).replace('"float64"', '"float32"'))


def load():
    """Return {expression: {inputs: {dtype: what PyTorch did}}}."""
    table = json.loads(FILE.read_text(encoding="utf-8"))["table"]
    return {
        expression: {tuple(specs.split(",")): unfolded(*parts) for specs, parts in cases.items()}
        for expression, cases in table.items()
    }


def unfolded(double, changes=None):
    single = as_single(double) | (changes or {})
    return {"float64": double, "float32": {key: value for key, value in single.items() if value is not None}}


if __name__ == "__main__":
    import torch

    version = torch.__version__.split("+")[0]
    table = record(torch)
    lines = [
        f" {json.dumps(expression)}: {json.dumps(cases, separators=(',', ':'))}" for expression, cases in table.items()
    ]
    text = f'{{"torch": "{version}", "table": {{\n' + ",\n".join(lines) + "\n}}\n"
    FILE.write_text(text, encoding="utf-8")
    print(f"{len(CASES)} cases of {len(table)} expressions recorded on PyTorch {version}")

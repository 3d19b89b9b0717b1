"""Scripts written for PyTorch run on minigrad with only their imports changed, and print what they print on PyTorch.

The scripts are in `scripts/`, and beside each is the output that PyTorch gave. `python -m tests.minigrad.test_scripts`
runs them on PyTorch and stores what they print.
"""

import contextlib
import importlib.util
import io
import math
import re
import warnings
from pathlib import Path

import pytest

FOLDER = Path(__file__).with_name("scripts")
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))
NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d*(?:e[-+]?\d+)?")


def run(name, package):
    """Return what the script prints when `package` takes the place of torch."""
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    if package != "torch":
        text = re.sub(r"^import torch$", f"import {package} as torch", text, flags=re.M)
        text = re.sub(r"^(import|from) torch\b", rf"\1 {package}", text, flags=re.M)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(compile(text, f"{name}.py", "exec"), {"__name__": "script"})
    return printed.getvalue()


def assert_same(got, expected):
    """Compare texts; the decimal numbers in them may differ by rounding."""
    assert _around_numbers(got) == _around_numbers(expected)
    for a, b in zip(NUMBER.findall(got), NUMBER.findall(expected), strict=True):
        assert math.isclose(float(a), float(b), rel_tol=2e-4, abs_tol=2e-4), (a, b)


def _around_numbers(text):
    """Signs are part of the numbers, and so is the width that a tensor's numbers are printed in."""
    return re.sub(r"\s+", " ", NUMBER.sub("#", text)).replace("[ #", "[#").split("\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_script_prints_what_it_printed_on_pytorch(name):
    assert_same(run(name, "minigrad"), (FOLDER / f"{name}.out").read_text(encoding="utf-8"))


if importlib.util.find_spec("torch"):

    @pytest.mark.parametrize("name", NAMES)
    def test_the_stored_output_is_what_pytorch_prints_today(name):
        assert_same((FOLDER / f"{name}.out").read_text(encoding="utf-8"), run(name, "torch"))


if __name__ == "__main__":
    for script in NAMES:
        (FOLDER / f"{script}.out").write_text(run(script, "torch"), encoding="utf-8")

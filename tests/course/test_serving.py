"""The block with FastAPI in lesson 12 runs as it is printed. It needs the extra `serving`, which CI installs."""

import contextlib
import importlib.util
import io
import re
import warnings

import pytest

from tests import notebooks

pytestmark = pytest.mark.long
BACKENDS = ["minigrad", *(["torch"] if importlib.util.find_spec("torch") else [])]

# The cells that the block needs.
BEFORE = ["imports", "fill", "left-behind", "case-a-code", "in-a-thread", "handlers", "make-handler"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_block_with_fastapi_prints_what_the_text_says(backend):
    lesson = next(path for path in notebooks.lessons() if path.stem == "12_clinic")
    cells = {cell.id: cell.source for cell in notebooks.read(lesson).cells}
    text = cells["fastapi"]
    (block,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)

    namespace = {"__name__": "__main__", "guess": {}}
    printed = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the affair of FastAPI's own packages
        for name in BEFORE:
            source = cells[name].replace(notebooks.IMPORT, "import torch") if backend == "torch" else cells[name]
            exec(compile(source, f"<{name}>", "exec"), namespace)
        with contextlib.redirect_stdout(printed):
            exec(compile(block, "<fastapi>", "exec"), namespace)

    first, second = printed.getvalue().splitlines()
    assert first == "200 True"
    assert second.endswith("(False, True)")
    assert f"`{first}`" in text
    assert "`(False, True)`" in text
    reply = namespace["client"].post("/predict", json=[["no number"]])
    assert reply.status_code == 422  # FastAPI has checked the rows, and handle was not called
    assert len(namespace["seen"]) == 1

"""Grades small notebooks with the real pool behind one protection, as root or as an ordinary user.

python -m tests.grading.sandbox.working PROTECTION ordinary|root < notebooks.json > results.json
"""

import json
import os
import subprocess
import sys
import textwrap

from grading.sandbox import Protection, why_not
from grading.sandbox.view import COURSE
from grading.worker import Cell, Limits, Pool
from tests.grading.sandbox.ways import become_ordinary

_VISIBLE = "assert {name}(2) == 4\n"
_TEST = _VISIBLE + "### BEGIN HIDDEN TESTS\nassert {name}(3) == 9\n### END HIDDEN TESTS"


def notebook(code: str = "", answer: str = "def square(x):\n    return x * x\n") -> list[dict]:
    """Three exercises: a solved one, `answer`, and a solved one. In front of `answer` is a cell with `code`."""
    cells = []
    for name in ("first", "square", "last"):
        stub = f"def {name}(x):\n    raise NotImplementedError\n"
        solved = answer if name == "square" else f"def {name}(x):\n    return x * x\n"
        if name == "square" and code:
            cells.append({"kind": "extra", "source": textwrap.dedent(code)})
        cells.append({"kind": "answer", "source": solved, "grade_id": name, "stub": stub})
        seen = _VISIBLE.format(name=name)
        cells.append({"kind": "test", "source": _TEST.format(name=name), "grade_id": f"test-{name}", "visible": seen})
    return cells


def graded(protection: str, ordinary: bool, notebooks: dict[str, list[dict]]) -> dict[str, dict]:
    """{name: {"passed": [of the three tests], "text": all outputs, "ended": ...}}, and "why_not" of the protection."""
    user = "ordinary" if ordinary and os.geteuid() == 0 else "root"
    done = subprocess.run(
        [sys.executable, "-m", __name__, protection, user],
        input=json.dumps(notebooks),
        cwd=COURSE,
        env=os.environ | {"GRADING_TEST_SECRET": "hush"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def main(name: str, user: str) -> None:
    notebooks = json.load(sys.stdin)
    if user == "ordinary":
        become_ordinary()
    results = {"why_not": None if name == "none" else why_not(name)}
    limits = Limits(cell_seconds=6, memory=512 << 20, processes=24, file_bytes=8 << 20)
    with Pool(1, limits, Protection(name, name != "none", "")) as pool:
        for key, cells in notebooks.items():
            result = pool.grade([Cell(index, **cell) for index, cell in enumerate(cells)])
            results[key] = {
                "passed": [one.passed for one, cell in zip(result.cells, cells, strict=True) if cell["kind"] == "test"],
                "text": json.dumps([one.outputs for one in result.cells]),
                "ended": result.ended,
            }
    print(json.dumps(results))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A plain nbgrader course to grade: one assignment, two notebooks with eight graded cells each, NumPy only."""

import random
import shutil

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ASSIGNMENT = "ps1"
CONFIG = """c = get_config()
c.CourseDirectory.course_id = "numpy"
"""
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"

# Each exercise: what to write, the head of the function, a right body, wrong bodies, a shown test and a hidden one.
ARRAYS = [
    (
        "Return the sum of the squares of an array.",
        "def sum_of_squares(x):",
        "return float((x * x).sum())",
        ["return float(x.sum() ** 2)", "return float(np.abs(x).sum())"],
        "assert sum_of_squares(np.array([3.0, 4.0])) == 25.0",
        "assert abs(sum_of_squares(np.linspace(-1, 1, 101)) - (np.linspace(-1, 1, 101) ** 2).sum()) < 1e-9",
    ),
    (
        "Scale an array to the range from 0 to 1.",
        "def scaled(x):",
        "low, high = x.min(), x.max()\nreturn (x - low) / (high - low)",
        ["return x / x.max()", "x -= x.min()\nreturn x / x.max()"],
        "np.testing.assert_allclose(scaled(np.array([0.0, 5.0, 10.0])), [0, 0.5, 1])",
        "given = np.array([-2.0, 0.0, 2.0])\nnp.testing.assert_allclose(scaled(given), [0, 0.5, 1])\n"
        "assert given[0] == -2.0, 'the array that was given must stay as it is'",
    ),
    (
        "Return the rows of a matrix whose sum is positive.",
        "def positive_rows(matrix):",
        "return matrix[matrix.sum(axis=1) > 0]",
        ["return matrix[matrix.sum(axis=0) > 0]", "return matrix[matrix[:, 0] > 0]"],
        "assert positive_rows(np.array([[1, 1], [-3, 1]])).tolist() == [[1, 1]]",
        "assert positive_rows(np.array([[-1, 3], [1, -3], [2, 2]])).tolist() == [[-1, 3], [2, 2]]",
    ),
    (
        "Return the outer product of two vectors, without np.outer.",
        "def outer(x, y):",
        "return x[:, None] * y[None, :]",
        ["return x * y", "return y[:, None] * x[None, :]"],
        "assert outer(np.array([1, 2]), np.array([3, 4, 5])).shape == (2, 3)",
        "x, y = np.arange(4.0), np.arange(3.0) - 1\nnp.testing.assert_array_equal(outer(x, y), np.outer(x, y))",
    ),
    (
        "Return the index of the element that is nearest to a value.",
        "def nearest(x, value):",
        "return int(np.abs(x - value).argmin())",
        ["return int((x - value).argmin())", "return int(np.searchsorted(x, value))"],
        "assert nearest(np.array([1.0, 2.0, 3.0]), 1.9) == 1",
        "assert nearest(np.array([5.0, -1.0, 2.2]), 2.0) == 2\nassert isinstance(nearest(np.ones(3), 1), int)",
    ),
    (
        "Return the running mean over windows of three.",
        "def running_mean(x):",
        "return np.convolve(x, np.ones(3) / 3, mode='valid')",
        ["return np.convolve(x, np.ones(3) / 3)", "return np.cumsum(x) / np.arange(1, len(x) + 1)"],
        "np.testing.assert_allclose(running_mean(np.array([1.0, 2.0, 3.0, 4.0])), [2, 3])",
        "for size in (3, 10, 50):\n    assert running_mean(np.arange(float(size))).shape == (size - 2,)",
    ),
    (
        "Replace what is not a number by the mean of the rest.",
        "def filled(x):",
        "return np.where(np.isnan(x), np.nanmean(x), x)",
        ["return np.where(np.isnan(x), x.mean(), x)", "return np.nan_to_num(x)"],
        "np.testing.assert_allclose(filled(np.array([1.0, np.nan, 3.0])), [1, 2, 3])",
        "assert not np.isnan(filled(np.array([np.nan, 7.0, 9.0]))).any()",
    ),
    (
        "Return the counts of 0, 1, ..., n - 1 in an array of integers.",
        "def counts(x, n):",
        "return [int((x == k).sum()) for k in range(n)]",
        ["return [int((x == k).sum()) for k in range(1, n)]", "return np.unique(x, return_counts=True)[1].tolist()"],
        "assert counts(np.array([0, 1, 1, 2]), 3) == [1, 2, 1]",
        "assert counts(np.array([0, 3, 3]), 5) == [1, 0, 0, 2, 0], 'numbers that do not occur count too'",
    ),
]
MODELS = [
    (
        "Return the sigmoid of an array.",
        "def sigmoid(x):",
        "return 1 / (1 + np.exp(-x))",
        ["return 1 / (1 + np.exp(x))", "return np.tanh(x)"],
        "assert sigmoid(np.zeros(3)).tolist() == [0.5, 0.5, 0.5]",
        "np.testing.assert_allclose(sigmoid(np.array([2.0])), [0.8807970779778823])",
    ),
    (
        "Return the softmax of each row.",
        "def softmax(x):",
        "e = np.exp(x - x.max(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)",
        ["e = np.exp(x)\nreturn e / e.sum()", "e = np.exp(x)\nreturn e / e.sum(axis=1)"],
        "np.testing.assert_allclose(softmax(np.zeros((1, 4))), np.full((1, 4), 0.25))",
        "np.testing.assert_allclose(softmax(np.array([[1000.0, 1000.0], [0.0, 0.0]])), np.full((2, 2), 0.5))",
    ),
    (
        "Return the mean squared error.",
        "def mse(y, t):",
        "return float(((y - t) ** 2).mean())",
        ["return float(((y - t) ** 2).sum())", "return float(np.abs(y - t).mean())"],
        "assert mse(np.array([1.0, 2.0]), np.array([1.0, 4.0])) == 2.0",
        "assert mse(np.ones(10), np.zeros(10)) == 1.0",
    ),
    (
        "Return slope and intercept of the line through the points, by least squares.",
        "def line(x, y):",
        "a = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()\nreturn a, y.mean() - a * x.mean()",
        ["return (y[-1] - y[0]) / (x[-1] - x[0]), y[0]", "return tuple(np.polyfit(y, x, 1))"],
        "np.testing.assert_allclose(line(np.array([0.0, 1.0]), np.array([1.0, 3.0])), (2, 1))",
        "x = np.arange(5.0)\nnp.testing.assert_allclose(line(x, np.array([1.0, 0, 2, 1, 4])), (0.7, 0.2))",
    ),
    (
        "Take a step of gradient descent for the loss (w - 3)^2.",
        "def step(w, rate):",
        "return w - rate * 2 * (w - 3)",
        ["return w + rate * 2 * (w - 3)", "return w - rate * (w - 3)"],
        "assert step(3.0, 0.1) == 3.0",
        "w = 0.0\nfor _ in range(100):\n    w = step(w, 0.1)\nassert abs(w - 3) < 1e-6 and step(1.0, 0.5) == 3.0",
    ),
    (
        "Write a class that counts how often it was called.",
        "class Counter:",
        "def __init__(self):\n    self.calls = 0\n\ndef __call__(self):\n    self.calls += 1\n    return self.calls",
        ["calls = 0\n\ndef __call__(self):\n    Counter.calls += 1\n    return Counter.calls"],
        "assert [Counter()() for _ in range(1)] == [1]",
        "one, other = Counter(), Counter()\none(), one()\nassert other() == 1 and one.calls == 2, 'each its own'",
    ),
    (
        "Return the accuracy of predictions, given scores and labels.",
        "def accuracy(scores, labels):",
        "return float((scores.argmax(axis=1) == labels).mean())",
        [
            "return float((scores.argmax(axis=0) == labels).mean())",
            "return float((scores.max(axis=1) == labels).mean())",
        ],
        "assert accuracy(np.array([[1, 0], [0, 1], [1, 0]]), np.array([0, 1, 1])) == 2 / 3",
        "assert accuracy(np.eye(7), np.arange(7)) == 1.0",
    ),
    (
        "Draw n standard normal numbers with a seed of your own.",
        "def noise(n, seed):",
        "return np.random.default_rng(seed).standard_normal(n)",
        ["return np.random.default_rng().standard_normal(n)", "return np.random.default_rng(seed).random(n)"],
        "assert noise(5, 1).shape == (5,)",
        "assert (noise(9, 4) == noise(9, 4)).all()\nassert abs(noise(10_000, 0).mean()) < 0.05",
    ),
]
NOTEBOOKS = {"arrays": ARRAYS, "models": MODELS}


def _settings(grade_id, **flags):
    settings = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"nbgrader": settings | flags | {"grade_id": grade_id}}


def _indented(body):
    return "\n".join("    " + line if line else line for line in body.splitlines())


def _source_notebook(name, exercises):
    cells = [
        new_markdown_cell(f"# {name.title()}", id="title"),
        new_code_cell("import numpy as np", id="imports", metadata=_settings("imports", locked=True)),
    ]
    for number, (task, head, right, _, shown, hidden) in enumerate(exercises, 1):
        answer = f"{head}\n    ### BEGIN SOLUTION\n{_indented(right)}\n    ### END SOLUTION"
        test = f"{shown}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
        ids = f"answer-{number}", f"test-{number}"
        cells += [
            new_markdown_cell(task, id=f"task-{number}"),
            new_code_cell(answer, id=ids[0], metadata=_settings(ids[0], solution=True)),
            new_code_cell(test, id=ids[1], metadata=_settings(ids[1], grade=True, locked=True, points=number % 3 + 1)),
        ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def make(folder):
    """Write the instructor's part of the course."""
    (folder / "source" / ASSIGNMENT).mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(CONFIG)
    for name, exercises in NOTEBOOKS.items():
        nbformat.write(_source_notebook(name, exercises), folder / "source" / ASSIGNMENT / f"{name}.ipynb")


def answers(number, name):
    """Return the bodies that a student hands in, by exercise (None: the stub): all right, half, wrong, none, mixed."""
    exercises = NOTEBOOKS[name]
    draw = random.Random(f"{number} {name}")
    right, wrong = [one[2] for one in exercises], [draw.choice(one[3]) for one in exercises]
    mixed = [draw.choice([*[good] * 5, bad, None]) for good, bad in zip(right, wrong, strict=True)]
    mixed[number % 8] = f"print('trying', {number})\n{right[number % 8]}" if number % 8 != 5 else right[5]
    kinds = [right, right[:4] + wrong[4:], wrong, [None] * 8, mixed]
    return kinds[number % 5] if number < 10 else mixed


def submit(folder, first, end):
    """Hand in the work of the students from number `first` to before `end`. The release must have been made."""
    for name, exercises in NOTEBOOKS.items():
        released = nbformat.read(folder / "release" / ASSIGNMENT / f"{name}.ipynb", as_version=4)
        cells = {cell.id: cell for cell in released.cells}
        for number in range(first, end):
            for place, body in enumerate(answers(number, name), 1):
                code = STUB if body is None else body
                cells[f"answer-{place}"].source = f"{exercises[place - 1][1]}\n{_indented(code)}"
            student = folder / "submitted" / f"student{number:04}" / ASSIGNMENT
            student.mkdir(parents=True, exist_ok=True)
            nbformat.write(released, student / f"{name}.ipynb")


def copy(folder, target):
    """Copy a course."""
    shutil.copytree(folder, target)

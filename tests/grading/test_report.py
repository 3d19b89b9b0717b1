"""The instructor's page: what it counts, that it is safe to open, and that it is ready in seconds for a large class."""

import html
import json
import os
import re
import shutil
import sys
import time
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook

from grading import report
from grading.report import likeness
from grading.report.messages import Reason, reasons
from tests import notebooks
from tests.solutions.answers import all_answers

from .course_copy import CourseCopy

ASSIGNMENT = "04_detach"
STUB = 'raise NotImplementedError("not solved yet")'
POINTS = {"test-one": 2, "test-two": 1, "test-three": 4}
BELIEVED = "AssertionError", "b: Misconception: 'A layer's cut copies.' It does not (section 2)."


class SmallCourse:
    """A gradebook, and graded folders as nbgrader leaves them, made without running anything."""

    def __init__(self, folder):
        self.folder = folder
        self.write(folder / "source" / ASSIGNMENT, self.cells())
        self.gradebook = Gradebook(f"sqlite:///{folder}/gradebook.db", "")

    @staticmethod
    def cells():
        return [
            new_markdown_cell("# Sheet"),
            new_markdown_cell("## Exercise 1: cut\n```python\n# no heading\n```"),
            answer("one", STUB),
            test("test-one"),
            test("test-two"),
            new_markdown_cell("## Exercise 2: <b>join</b>"),
            answer("three", STUB),
            test("test-three"),
        ]

    @classmethod
    def make_gradebook(cls, path):
        place = ("sheet", ASSIGNMENT)
        with Gradebook(f"sqlite:///{path}", "") as gradebook:
            gradebook.add_assignment(ASSIGNMENT)
            gradebook.add_notebook(*place)
            for cell in cls.cells():
                settings = cell.metadata.get("nbgrader", {})
                if settings.get("grade"):
                    points = settings["points"]
                    gradebook.add_grade_cell(settings["grade_id"], *place, max_score=points, cell_type="code")
                if settings.get("solution"):
                    gradebook.add_solution_cell(settings["grade_id"], *place)
                    gradebook.add_source_cell(settings["grade_id"], *place, cell_type="code", source=cell.source)

    @staticmethod
    def write(folder, cells):
        folder.mkdir(parents=True)
        notebook = json.dumps(new_notebook(cells=cells))
        (folder / "sheet.ipynb").write_text(notebook, encoding="utf-8")

    def graded(self, student, answers=None, failed=None, record=None, extra=()):
        """Add a graded submission. failed: {test: (exception, message)}; record: what is in grading.json."""
        answers, failed = answers or {}, failed or {}
        self.gradebook.update_or_create_student(student)
        self.gradebook.add_submission(ASSIGNMENT, student)
        (self.folder / "submitted" / student / ASSIGNMENT).mkdir(parents=True)
        for grade_id, points in POINTS.items():
            grade = self.gradebook.find_grade(grade_id, "sheet", ASSIGNMENT, student)
            grade.auto_score, grade.needs_manual_grade = 0 if grade_id in failed else points, False
        self.gradebook.db.commit()
        cells = [answer(name, answers.get(name, STUB)) for name in ("one", "three")]
        cells += [test(grade_id, failed.get(grade_id)) for grade_id in POINTS]
        folder = self.folder / "autograded" / student / ASSIGNMENT
        self.write(folder, [*cells, *(new_code_cell(source) for source in extra)])
        if record is not None:
            (folder / "grading.json").write_text(json.dumps(record))

    def page(self, *options):
        assert report.main([ASSIGNMENT, *options]) == 0
        return (self.folder / "report" / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")


def answer(name, source):
    settings = {"grade_id": name, "grade": False, "solution": True, "locked": False}
    return new_code_cell(source, metadata={"nbgrader": settings})


def test(name, error=None):
    settings = {"grade_id": name, "grade": True, "solution": False, "locked": True, "points": POINTS[name]}
    outputs = [new_output("error", ename=error[0], evalue=error[1], traceback=[])] if error else []
    return new_code_cell("", metadata={"nbgrader": settings}, outputs=outputs)


test.__test__ = False


@pytest.fixture(scope="module")
def empty_gradebook(tmp_path_factory):
    path = tmp_path_factory.mktemp("empty") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader calls alembic when it makes a gradebook: the environment may not be activated
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        SmallCourse.make_gradebook(path)
    return path


@pytest.fixture
def course(tmp_path, monkeypatch, empty_gradebook):
    monkeypatch.chdir(tmp_path)
    shutil.copy(empty_gradebook, tmp_path / "gradebook.db")
    small = SmallCourse(tmp_path)
    yield small
    small.gradebook.close()


def rows(page, section):
    """Return the table rows below the heading of a section, as texts."""
    part = re.search(rf'<h2 id="{section}">.*?(?=<h2|</body>)', page, re.DOTALL)[0]
    found = re.findall(r"<tr.*?</tr>", part, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in found]


def test_scores_exercises_and_misconceptions_are_counted(course):
    course.graded("ada")
    course.graded("bob", failed={"test-one": BELIEVED})
    course.graded("eve", failed={"test-one": BELIEVED, "test-three": ("NotImplementedError", "not solved yet: x")})
    course.gradebook.add_student("zoe")
    course.gradebook.db.commit()
    page = course.page()
    assert rows(page, "exercises")[1:] == [
        "Exercise 1: cut 56 %",
        "test-one 2 33 % 1 / 0 / 2",
        "test-two 1 100 % 3 / 0 / 0",
        "Exercise 2: <b>join</b> 67 %",
        "test-three 4 67 % 2 / 0 / 1",
    ]
    assert rows(page, "misconceptions")[1:] == ["A layer's cut copies 2 bob, eve test-one"]
    assert rows(page, "failures")[1:] == ["not solved not solved yet 1 eve test-three"]
    bars = dict(re.findall(r"<li><b>(\d*)</b>.*?<span>(\d+)</span>", page))
    assert set(re.findall(r"<li><b>1</b>.*?<span>(\d+)</span>", page)) == {"1", "5", "7"}
    assert bars["1"]
    assert "Nothing from: zoe" in page
    assert "Nothing: every notebook could be read" in page


def test_an_answer_in_words_is_no_heading(course):
    course.graded("ada")
    (path,) = course.folder.glob(f"*/{ASSIGNMENT}/sheet.ipynb")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    settings = {"grade_id": "words", "grade": False, "solution": True, "locked": False}
    words = new_markdown_cell("### BEGIN SOLUTION\nWords.", metadata={"nbgrader": settings})
    place = next(k for k, cell in enumerate(notebook["cells"]) if cell["metadata"].get("nbgrader", {}).get("grade"))
    notebook["cells"].insert(place, words)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert rows(course.page(), "exercises")[1].startswith("Exercise 1: cut")


def test_partial_and_waiting_scores_are_told_apart(course):
    course.graded("ada")
    course.graded("bob")
    for student, score in (("ada", 1.0), ("bob", None)):
        grade = course.gradebook.find_grade("test-three", "sheet", ASSIGNMENT, student)
        grade.auto_score, grade.needs_manual_grade = score, score is None
    course.gradebook.db.commit()
    page = course.page()
    assert "0 all points, 1 some, 0 none, 1 waiting" in page
    assert rows(page, "person")[1].startswith("bob score by hand")


def test_what_the_grader_noted_is_shown(course):
    flag = {"kind": "changed the tests", "grade_id": "test-one", "evidence": "replaced builtins.isinstance"}
    notes = [
        {"grade_id": "test-two", "what": "the test had been edited", "harmless": False},
        {"grade_id": None, "what": "had a byte order mark", "harmless": True},
    ]
    course.graded("eve", record={"flags": [flag], "notes": notes, "seconds": 1.25, "ended": "completed"})
    course.graded("ada", record={"seconds": 20.5, "ended": "cell 4 did not end"})
    course.graded("bob", record={"problem": "could not be read: the file is empty", "seconds": 0.01})
    (course.folder / "submitted" / "zoe" / ASSIGNMENT).mkdir(parents=True)
    page = course.page()
    looked_at = rows(page, "person")
    assert "eve changed the tests test-one replaced builtins.isinstance" in looked_at
    assert "eve notebook changed test-two the test had been edited" in looked_at
    assert "bob not graded could not be read: the file is empty" in looked_at
    assert any(row.startswith("zoe not graded") for row in looked_at)
    assert not any("byte order mark" in row for row in looked_at)
    assert any("byte order mark" in row for row in rows(page, "students"))
    assert "ada 20.50 cell 4 did not end" in rows(page, "time")
    assert "ada cell 4 did not end" in rows(page, "time")


TAGS = re.compile(
    "/?(!DOCTYPE|html|head|meta|title|style|body|h1|h2|p|nav|a|dl|div|dt|dd|small|ul|li|b|i|span|table|thead|tr|th|td|pre"
    "|br|details|summary)"
)
ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</pre></td></table><style>body{display:none}</style>",
    "{{ 7 * 191 }}{% raw %}",
    "javascript:alert(1)//`${1}`",
    "\u202etxt.exe\x00\x1b[31m",
    "\ud800",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_page_is_safe_whatever_students_wrote(course, attack):
    flag = {"kind": attack, "grade_id": attack, "evidence": attack}
    record = {"flags": [flag], "notes": [{"grade_id": attack, "what": attack, "harmless": False}], "ended": attack}
    source = f"# {attack}\n" + "".join(f"def f{k}(x):\n    return x + {k}\n" for k in range(30))
    failed = {"test-one": ("AssertionError", f"Misconception: '{attack}' {attack}"), "test-two": (attack, attack)}
    for student in ("ada", "bob"):
        course.graded(student, {"one": source}, failed, record, extra=[attack, f"'''{attack}"])
    course.gradebook.find_student("ada").first_name = attack.encode("ascii", "ignore").decode().replace("\0", "")
    course.gradebook.db.commit()
    page = course.page()
    tags = set(re.findall(r"<(/?[a-zA-Z!][^\s>]*)", page))
    assert [tag for tag in tags if not TAGS.fullmatch(tag)] == []
    assert page.count("<style>") == 1
    assert set(re.findall(r"\s(on\w+|src|srcset|action)=", re.sub(r">[^<]*<", "><", page))) == set()
    assert all(target.startswith("#") for target in re.findall(r'href="([^"]*)"', page))
    assert "1337" not in page
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", page)
    assert "default-src 'none'" in page
    assert "ada, bob: the same but for names" in " ".join(page.split())


def test_who_left_out_a_notebook_is_listed(course):
    course.gradebook.add_notebook("second", ASSIGNMENT)
    both = {"sheet": {"file": "sheet.ipynb", "problem": None}, "second": {"file": "second.ipynb", "problem": None}}
    course.graded("both", record={"notebooks": both})
    for name in ("one", "two"):
        course.graded(name, record={"notebooks": both | {"second": {"file": None, "problem": None}}})
    course.graded("stock")
    course.graded("waits", record={"notebooks": both | {"second": {"file": None, "problem": "was not handed in"}}})
    page = course.page()
    assert "second.ipynb was left out, and counts 0 points, where others were handed in: one, stock, two" in page
    assert "sheet.ipynb was left out" not in page


def test_what_is_missing_is_said_once(course):
    note = {"what": "sheet.ipynb was not handed in (there is: 'notes.txt')", "harmless": False}
    course.graded("ed", record={"problem": "was not handed in", "notes": [note]})
    page = course.page()
    assert page.count("was not handed in") == 1
    assert "not graded" in page and "notebook changed" not in page


def test_broken_records_and_copies_stop_nothing(course):
    course.graded("ada")
    course.graded("bob")
    (course.folder / "autograded" / "ada" / ASSIGNMENT / "grading.json").write_text("{")
    (course.folder / "autograded" / "bob" / ASSIGNMENT / "sheet.ipynb").write_text("[1, 2]")
    looked_at = rows(course.page(), "person")
    assert any(row.startswith("ada not graded grading.json cannot be read") for row in looked_at)
    assert "bob not graded The graded copy, sheet.ipynb, cannot be read." in looked_at


def test_an_unknown_assignment_and_the_choice_of_a_file(course, capsys):
    assert report.main(["99_unknown"]) == 2
    assert "no assignment '99_unknown'" in capsys.readouterr().err
    assert report.main([ASSIGNMENT, "--out", str(course.folder / "new" / "page.html")]) == 0
    assert "No score is in the gradebook yet." in (course.folder / "new" / "page.html").read_text()


@pytest.mark.parametrize(
    ("name", "message", "expected"),
    [
        ("AssertionError", "d: Misconception: 'A cut\n  copies.' It does not.", [("misconception", "A cut copies")]),
        (
            "AssertionError",
            "Misconception: 'x's y.' Misconception: 'z'",
            [("misconception", "x's y"), ("misconception", "z")],
        ),
        ("NotImplementedError", "not solved yet: write", [("not solved", "not solved yet")]),
        ("CellTimeoutError", "A cell timed out", [("time limit", "did not end within the time limit")]),
        ("AssertionError", "got [1, 2] and 0.25, section 5", [("wrong", "got […] and …, section 5")]),
        ("NameError", "name 'x' is not defined", [("error", "NameError: name 'x' is not defined")]),
        ("KeyError", "", [("error", "KeyError")]),
    ],
)
def test_reasons_for_failures(name, message, expected):
    assert reasons(name, message) == [Reason(*one) for one in expected]


def test_every_misconception_of_the_course_is_recognised():
    """The wrong answers beside the exercises say which words the student gets: the report groups by them."""
    named = 0
    for one in all_answers():
        if not one.right and "misconception:" in one.code:
            words = one.header("misconception").rstrip(".")
            if not re.search(r"(^|\W)'|'(\W|$)", words):  # those say more of the message than the quoted belief
                found = reasons("AssertionError", f"You said x. Misconception: '{words}.' See section 3.")
                assert found == [Reason("misconception", words)]
                named += 1
    assert named > 100


FIT = """def fit(x, y, steps=200, lr=0.1):
    # {comment}
    {w} = torch.zeros(1, requires_grad=True)
    {b} = torch.zeros(1, requires_grad=True)
    for {k} in range(steps):
        error = {w} * x + {b} - y
        {loss} = (error ** 2).mean()
        {loss}.backward()
        with torch.no_grad():
            for each in ({w}, {b}):
                each -= lr * each.grad
                each.grad = None
    return {w}, {b}, {loss}
"""
NAMES = dict(comment="mine", w="w", b="b", k="_", loss="loss")
OTHER_NAMES = dict(comment="all my own work, honest!", w="slope", b="height", k="step", loss="badness")
OWN_WAY = """def fit(x, y, steps=200, lr=0.1):
    model = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    while steps > 0:
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x[:, None])[:, 0], y)
        loss.backward()
        optimizer.step()
        steps -= 1
    weight, bias = model.weight[0], model.bias
    return weight, bias, loss
"""


def test_renamed_and_reformatted_copies_are_found_and_others_are_not():
    copied = FIT.format(**OTHER_NAMES).replace("    ", "  ").replace("range(steps)", "range(\n steps\n )")
    answers = {"ada": [FIT.format(**NAMES)], "bob": [copied], "eve": [OWN_WAY]}
    found, compared = likeness.find(answers, ["def fit(x, y, steps=200, lr=0.1):\n    pass\n"])
    assert [(one.students, one.share) for one in found] == [(("ada", "bob"), 1.0)]
    assert compared == 3


def test_a_copy_with_a_changed_line_is_near():
    changed = FIT.format(**OTHER_NAMES).replace("(error ** 2)", "(error * error)")
    (found,), _ = likeness.find({"ada": [FIT.format(**NAMES)], "bob": [changed, "no python 'here ("]}, [])
    assert found.students == ("ada", "bob")
    assert likeness.NEAR <= found.share < 1


def test_what_the_exercise_gave_and_what_many_wrote_is_no_likeness():
    stub = FIT.format(**NAMES)
    found, compared = likeness.find({"ada": [stub], "bob": [stub]}, [stub])
    assert (found, compared) == ([], 0)
    ways = [f"def own{k}(x):\n" + "".join(f"    x = [{k}, x, '{k}-{j}'][{j}:]\n" for j in range(6)) for k in range(40)]
    answers = {f"student{k}": [FIT.format(**NAMES), ways[k]] for k in range(40)}
    assert likeness.find(answers, [])[0] == []


def test_docstrings_do_not_count_and_broken_code_is_compared_all_the_same():
    assert likeness.normalised('def f(a):\n    """Mine."""\n    return a') == likeness.normalised(
        "def g(b): \n  return b\n"
    )
    assert likeness.normalised("x = f(a, 'b") == likeness.normalised("y = g(a,  'c  # mine")
    assert likeness.normalised("x.detach()") == ["N", ".", "detach", "(", ")", ";"]


def test_a_thousand_notebooks_are_compared_in_seconds():
    """With 250 or 1,000 notebooks a notebook costs about the same: time grows with their number, not with the pairs."""

    def classroom(count):
        body = FIT.format(**NAMES)
        own = "".join("    y = y.{}(x, {}) + [{}]\n" for _ in range(16))
        return {
            f"s{k}": [body, own.format(*(f"f{k}_{j}" if j % 3 == 0 else (k * j) % 97 for j in range(48)))]
            for k in range(count)
        }

    seconds = {}
    for count in (250, 1000):
        begin = time.process_time()
        found, compared = likeness.find(classroom(count), [])
        seconds[count] = time.process_time() - begin
        assert compared == count
        assert found == []
    assert seconds[1000] < 30
    assert seconds[1000] < 8 * seconds[250]


@pytest.mark.long
def test_a_class_that_stock_nbgrader_graded(tmp_path, monkeypatch):
    """Each student has one misconception of the real exercises; the page names it, and the copied notebooks."""
    assignment = "01_requires_grad"
    copy = CourseCopy(tmp_path)
    copy.run("nbgrader", "generate_assignment", assignment)
    wrong = [
        one for one in all_answers() if one.assignment == assignment and one.cell == "predict-flags" and not one.right
    ]
    fit = (notebooks.ROOT / "tests" / "solutions" / assignment / "fit-line" / "right_least_change.py").read_text()
    for k, one in enumerate(wrong[:4]):
        copy.submit(f"student{k}", assignment, {one.cell: one.code} | ({"fit-line": fit} if k < 2 else {}))
    copy.run("nbgrader", "autograde", assignment)
    monkeypatch.chdir(tmp_path)
    assert report.main([assignment]) == 0
    page = (tmp_path / "report" / f"{assignment}.html").read_text(encoding="utf-8")
    believed = rows(page, "misconceptions")
    for k, one in enumerate(wrong[:4]):
        assert any(row.startswith(one.header("misconception").rstrip(".")) and f"student{k}" in row for row in believed)
    assert "Exercise 1: predict the flags (3 points)" in page
    assert len(rows(page, "time")) == 5

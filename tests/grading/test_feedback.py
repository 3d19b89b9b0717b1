"""The page says what was wrong, shows neither a hidden test nor an answer, and does nothing to who opens it."""

import html
import re

import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbconvert.filters.strings import add_anchor
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, GetGrades
from traitlets.config import PyFileConfigLoader

from grading import lessons
from tests import notebooks
from tests.solutions.answers import all_answers

from .course_copy import CourseCopy, text_of
from .test_release import lines
from .test_sanitizing import ATTACKS, MARKDOWN, picture

ROOT = notebooks.ROOT
STUDENTS = 3  # the first hands in each exercise's first wrong answer, the second the second, and so on


CHOICE = [
    pytest.param(path, marks=pytest.mark.corpus if k % 3 else pytest.mark.long, id=path.stem)
    for k, path in enumerate(notebooks.solutions())
]


@pytest.fixture(scope="module", params=CHOICE)
def graded(request, tmp_path_factory):
    """Return the instructor's notebook, and for each student the feedback page and what was handed in, as texts."""
    path = request.param
    assignment = path.parent.name
    copy = CourseCopy(tmp_path_factory.mktemp(assignment))
    copy.run("nbgrader", "generate_assignment", assignment)
    for k in range(STUDENTS):
        wrong = {}
        for answer in all_answers():
            if answer.assignment == assignment and not answer.right:
                wrong.setdefault(answer.cell, []).append(answer.code)
        copy.submit(f"student{k}", assignment, {cell: codes[k % len(codes)] for cell, codes in wrong.items()})
    copy.run("nbgrader", "autograde", assignment)
    copy.run("nbgrader", "generate_feedback", assignment)
    pages = []
    for k in range(STUDENTS):
        page = copy.folder / "feedback" / f"student{k}" / assignment / f"{path.stem}.html"
        handed_in = copy.folder / "submitted" / f"student{k}" / assignment / path.name
        pages.append(
            (
                text_of(page.read_text(encoding="utf-8")),
                "\n".join(cell.source for cell in notebooks.read(handed_in).cells),
            )
        )
    return notebooks.read(path), pages


def test_every_page_says_what_was_wrong(graded):
    _, pages = graded
    assert all("Misconception" in page for page, _ in pages)


def test_no_page_shows_a_hidden_line(graded):
    instructor, pages = graded
    shown = {line for line, inside in lines(instructor) if not inside}
    hidden = {re.sub(r"\s+", " ", line) for line, inside in lines(instructor) if inside and line not in shown}
    assert len(hidden) > 20
    for page, handed_in in pages:
        assert "HIDDEN" not in page
        assert [line for line in hidden if line in page and line not in handed_in] == []


HIDDEN = "assert answer([1, 2]) == secret_of_the_test, 'no'"
MESSAGE = "Misconception: 'detach() copies.' It shares. Look at: lesson 04, sections 1 and 7, and lesson 02, section 5."


def config():
    return PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()


def page_of(*cells):
    """Return the feedback page as nbgrader makes it of a graded notebook with these cells, but without a gradebook."""
    converter = GenerateFeedback(coursedir=CourseDirectory(config=config()), config=config())
    exporter = converter.exporter_class(config=converter.config)
    for preprocessor in converter.preprocessors:
        if preprocessor is not GetGrades:
            exporter.register_preprocessor(preprocessor, enabled=True)
    graded = {"notebook": "detach", "score": 1, "max_score": 2, "late_penalty": 0}
    page, _ = exporter.from_notebook_node(new_notebook(cells=list(cells)), resources={"nbgrader": graded})
    return page


def answer_cell(*outputs, source="answer = sum"):
    grading = {"grade_id": "answer", "grade": False, "solution": True, "locked": False, "task": False}
    return new_code_cell(source, outputs=list(outputs), execution_count=1, metadata={"nbgrader": grading})


def test_cell(*outputs, source=f"assert answer\n### BEGIN HIDDEN TESTS\n{HIDDEN}\n### END HIDDEN TESTS"):
    grading = {"grade_id": "test-answer", "grade": True, "solution": False, "locked": True, "points": 2, "score": 0}
    return new_code_cell(
        source, outputs=list(outputs), execution_count=2, metadata={"nbgrader": grading | {"task": False}}
    )


test_cell.__test__ = False


def failure(message=MESSAGE):
    frames = ["Cell In[1], line 1\n----> 1 answer = sum", f"Cell In[2], line 3\n----> 3 {HIDDEN}"]
    return new_output(
        "error", ename="AssertionError", evalue=message, traceback=[*frames, f"AssertionError: {message}"]
    )


def shown(text):
    return new_output("stream", name="stdout", text=text)


def hostile_cells():
    """Return cells whose outputs and texts try everything."""
    outputs = [shown(attack) for attack in ATTACKS]
    for kind in ["text/html", "image/svg+xml", "text/markdown", "text/latex", "image/png", "application/javascript"]:
        for attack in ATTACKS + MARKDOWN:
            look = {kind: {"isolated": True, "width": "1 onload=alert(1)", "alt": "><script>alert(1)</script>"}}
            outputs.append(new_output("display_data", {kind: attack, "text/plain": attack}, metadata=look))
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}}
    outputs.append(new_output("display_data", view))
    outputs.append(failure("<script>alert(1)</script>"))
    per_cell = [outputs[k : k + 90] for k in range(0, len(outputs), 90)]  # no more than are shown
    cells = [answer_cell(*some, source="# <script>alert(1)</script>") for some in per_cell]
    for attack in ATTACKS + MARKDOWN:
        cells += [new_markdown_cell(attack), new_raw_cell(attack, metadata={"raw_mimetype": "text/html"})]
    tricky = {"grade_id": "'><script>alert(1)</script>", "grade": True, "solution": False}
    cells.append(new_code_cell("1", metadata={"nbgrader": tricky, "tags": ["'><script>alert(1)</script>"]}))
    return cells


def test_nothing_of_a_run_acts_on_the_reader():
    page = page_of(*hostile_cells(), test_cell(failure()))
    soup = BeautifulSoup(page, "html.parser")
    acting = ["script", "iframe", "form", "object", "embed", "link", "base", "input", "button", "svg", "math", "video"]
    assert soup.find_all(acting) == []
    assert len(soup.find_all("style")) == len(BeautifulSoup(page_of(answer_cell()), "html.parser").find_all("style"))
    for element in soup.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on") or name in ("style", "srcset")]
        assert element.get("src", "data:image/").startswith("data:image/")
        assert re.match(r"#|http://localhost:8888/lab/workspaces/lessons/tree/course/", element.get("href", "#"))
    assert [tag["content"] for tag in soup.find_all("meta", {"http-equiv": True})] == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    ]


def test_the_formgrader_shows_runs_harmless_too():
    settings = config()
    settings.HTMLExporter.template_name = "classic"
    page, _ = HTMLExporter(config=settings).from_notebook_node(new_notebook(cells=hostile_cells()))
    body = BeautifulSoup(page, "html.parser").body
    assert body.find_all(["script", "iframe", "form", "style", "link", "svg"]) == []
    assert [element for element in body.find_all(True) if any(name.startswith("on") for name in element.attrs)] == []


def test_pictures_and_tables_are_seen():
    table = "<table><tr><td>7</td></tr></table>"
    drawn = new_output("display_data", picture())
    page = BeautifulSoup(page_of(answer_cell(drawn, new_output("display_data", {"text/html": table}))), "html.parser")
    assert page.find("img")["alt"] == "graph of 5 boxes and 4 arrows"
    assert page.find("td").text == "7"


def test_a_message_leads_to_the_lesson_in_words_and_as_a_link():
    page = page_of(answer_cell(), test_cell(failure()))
    links = {link.text: link["href"] for link in BeautifulSoup(page, "html.parser").find_all("a", href=True)}
    lesson = "http://localhost:8888/lab/workspaces/lessons/tree/course/04_detach.ipynb#cell-id="
    assert [links["1"], links["7"]] == [lesson + lessons.sections("04")[1][number][1] for number in ("1", "7")]
    assert links["lesson 02, section 5"].startswith(
        "http://localhost:8888/lab/workspaces/lessons/tree/course/02_graph.ipynb#cell-id="
    )
    assert "Misconception: 'detach() copies.' It shares." in text_of(page)
    assert "(course/04_detach.ipynb, “1. What detach() returns”, “7. Copies”)" in text_of(page)


def test_what_is_no_section_of_a_lesson_is_no_link():
    for words in ["lesson 99, section 1", "lesson 04, section 99", "lesson 04"]:
        assert lessons.linked(words, "course", own="04") == words
    for words in ["section 3", "intersection 3", "sections 1 and 99"]:
        assert lessons.linked(words, "course") == words
    assert lessons.linked("intersection 3, sections 1 and 99", "course", own="04").count("<a") == 0


def test_a_section_without_a_lesson_is_one_of_the_exercises_own():
    title = new_markdown_cell("# Exercise 04 · detach: shared storage")
    message = "It shares its storage (section 1). Look at: section 7, and lesson 02, section 5."
    page = page_of(title, answer_cell(), test_cell(failure(message)))
    links = {link.text: link["href"] for link in BeautifulSoup(page, "html.parser").find_all("a", href=True)}
    assert "/04_detach.ipynb#" in links["section 1"] and "/04_detach.ipynb#" in links["section 7"]
    assert "/02_graph.ipynb#" in links["lesson 02, section 5"]
    words = (
        "(section 1: course/04_detach.ipynb, “1. What detach() returns”). Look at: section 7 (course/04_detach.ipynb,"
    )
    assert words in text_of(page)
    assert lessons.named(message, "04")[0] == ("04_detach.ipynb", "1. What detach() returns")


def test_every_section_that_an_exercise_names_is_found():
    found, own = 0, 0
    for path in notebooks.solutions():
        notebook = notebooks.read(path)
        for cell in notebook.cells:
            said = re.sub(r'"\n *"', "", cell.source)  # strings over several lines
            for reference in lessons.REFERENCE.finditer(said):
                numbers = re.findall(r"\d+", reference[3])
                places = lessons.named(reference[0], lessons.of_exercise(notebook))
                assert len(places) == len(numbers), f"{path.name}: {reference[0]}"
                found += 1
                own += not reference[1]
    assert found > 150 and own > 60


def test_links_lead_to_the_places_that_jupyter_makes_of_headings():
    for path in notebooks.lessons():
        name, headings = lessons.sections(path.name[:2])
        assert name == path.name
        for number, (heading, cell) in headings.items():
            link = lessons.linked(f"lesson {path.name[:2]}, section {number}", "https://hub/user-redirect/lab/tree")
            assert f'"https://hub/user-redirect/lab/tree/{name}#cell-id={cell}"' in link
            place = re.search(r'id="([^"]*)"', add_anchor(f"<h2>{html.escape(heading)}</h2>"))[1]
            link = lessons.linked(f"lesson {path.name[:2]}, section {number}", "course")
            assert f'"course/{name}#{html.escape(place)}"' in link


@pytest.mark.parametrize(
    "leak", [HIDDEN, repr(f"x\n{HIDDEN}\ny"), "\x1b[31massert\x1b[0m" + HIDDEN.removeprefix("assert")]
)
def test_hidden_lines_that_a_run_has_found_are_left_out(leak):
    marked = html.escape(re.sub(r"\x1b\[\d+m", "", leak)).replace("answer", "<b>answer</b>")
    leaks = [shown(leak), new_output("display_data", {"text/html": f"<pre>{marked}</pre>"})]
    leaks += [new_output("error", ename="E", evalue="", traceback=[leak])]
    text = text_of(page_of(answer_cell(*leaks), test_cell(failure())))
    assert "secret_of_the_test" not in text
    assert text.count("a line of a test was left out here") == 3
    assert "Misconception" in text


@pytest.mark.parametrize(
    ("begin", "end", "ours"),
    [
        ("# BEGIN HIDDEN TESTS", "# END HIDDEN TESTS", False),
        ("    ### BEGIN HIDDEN TESTS (slow ones)", "    ### END HIDDEN TESTS ###", False),
        ("## kept back", "## for all", True),
        ("### BEGIN HIDDEN TESTS", "", False),  # nbgrader would not release it
    ],
)
def test_what_the_release_hides_the_page_hides(begin, end, ours, monkeypatch):
    settings = config()
    if ours:
        settings.ClearHiddenTests.begin_test_delimeter = "kept back"
        settings.ClearHiddenTests.end_test_delimeter = "for all"
    monkeypatch.setattr(f"{__name__}.config", lambda: settings)
    source = f"if answer:\n    assert shown\n{begin}\n    {HIDDEN}\n{end}\n" + ("assert shown_too" if end else "")
    if end:
        notebook = new_notebook(cells=[test_cell(source=source)])
        released, _ = ClearHiddenTests(config=settings).preprocess(notebook, {})
        assert released.cells[0].source == "if answer:\n    assert shown\nassert shown_too"
    text = text_of(page_of(answer_cell(shown(HIDDEN)), test_cell(failure(), source=source)))
    assert "secret_of_the_test" not in text
    assert begin.strip() not in text and (not end or end.strip() not in text)
    assert "# (more tests were run here)" in text
    assert "assert shown " in text and ("assert shown_too" in text) == bool(end)
    assert "Misconception" in text


@pytest.mark.parametrize("words", [("BEGIN MARK SCHEME", "END MARK SCHEME"), ("for graders", "for all")])
def test_no_marking_scheme_is_shown(words, monkeypatch):
    settings, scheme = config(), ClearMarkScheme()
    if words[0] != scheme.begin_mark_scheme_delimeter:
        settings.ClearMarkScheme.begin_mark_scheme_delimeter = words[0]
        settings.ClearMarkScheme.end_mark_scheme_delimeter = words[1]
    monkeypatch.setattr(f"{__name__}.config", lambda: settings)
    grading = {"grade_id": "why", "grade": False, "solution": False, "locked": True, "task": True, "points": 2}
    source = f"Why?\n\n=== {words[0]} ===\n\ntwo points for any reason\n\n=== {words[1]} ===\n\nExplain."
    text = text_of(page_of(new_markdown_cell(source, metadata={"nbgrader": grading | {"score": 1}})))
    assert "two points" not in text and words[0] not in text and words[1] not in text
    assert "Why?" in text and "Explain." in text


def test_no_setting_is_unknown_to_a_step(caplog):
    page_of(answer_cell(), test_cell(failure()))
    assert [one.getMessage() for one in caplog.records if "not recognized" in one.getMessage()] == []


def test_what_students_write_themselves_is_theirs():
    text = text_of(page_of(answer_cell(source="# BEGIN HIDDEN TESTS\nmine = 1"), test_cell(failure())))
    assert "mine = 1" in text


def test_a_long_output_is_cut_and_the_verdict_stays():
    long = [
        shown("x" * 5_000_000),
        new_output("display_data", {"text/html": "<p>" + "y" * 5_000_000, "text/plain": "z"}),
    ]
    many = [shown("m" * 15_000) for _ in range(150)]
    cells = [answer_cell(*long), *(answer_cell(*many) for _ in range(3)), answer_cell(source="# s" * 1_000_000)]
    extra = [new_markdown_cell("e" * 10_000) for _ in range(250)]
    page = page_of(*cells, *extra, test_cell(*many, failure()))
    assert len(page) < 6_000_000
    text = text_of(page)
    assert "left out: the page would be too long" in text
    assert "characters were left out here" in text
    assert "it is too long for this page" in text
    assert "50 more outputs were left out here" in text
    assert "50 more cells of your own are not shown here" in text
    assert "Misconception: 'detach() copies.'" in text

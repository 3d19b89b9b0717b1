"""The pages beside the lessons are made from what is there now, and each of their lines holds."""

import ast
import collections
import functools
import re
import shutil
import subprocess

import pytest

from tests import notebooks, pages
from tests.course.test_lessons import BACKENDS

PAGES = pages.pages()
LESSONS = [path.stem[:2] for path in notebooks.lessons()]
TUTORIALS = (pages.COURSE / "what_tutorials_get_wrong.md").read_text(encoding="utf-8")
PATH = (pages.COURSE / "learners_path.md").read_text(encoding="utf-8")
START, GROUPS = pages.sheet()
TERMS = pages.terms()


# All pages


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_what_is_made_is_what_would_be_made_now(path):
    text = path.read_text(encoding="utf-8")
    assert pages.filled(text) == text, "run python -m tests.pages, and look at what changed"


def test_what_was_changed_by_hand_is_noticed():
    old = "| 01 requires_grad: flags and leaves | 5 |"
    assert old in TUTORIALS
    changed = TUTORIALS.replace(old, old.replace("5", "6"))
    assert pages.filled(changed) == TUTORIALS


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_links_lead_to_files_sections_and_cells(path):
    links = re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8"))
    assert links
    for link in links:
        name, _, place = link.partition("#")
        assert (pages.COURSE / name).exists(), link
        if place.startswith("cell-id="):
            cells = pages.read(pages.COURSE / name).cells
            assert place.removeprefix("cell-id=") in [cell.id for cell in cells], link
        else:
            assert not place, link


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_sections_named_in_words_exist(path):
    text = path.read_text(encoding="utf-8")
    for number, rest in re.findall(r"\b(\d\d),? \(?sections? ([\d, and to]+)", text):
        assert set(re.findall(r"\d+", rest)) <= pages.sections(number).keys(), f"{number}, {rest}"


def test_the_pages_can_be_reached():
    for text, folder in [
        ((notebooks.ROOT / "README.md").read_text(encoding="utf-8"), "course/"),
        (pages.sections("01")["0"][1], ""),
    ]:
        assert {path.name for path in PAGES} <= {link.removeprefix(folder) for link in re.findall(r"\]\((.+?)\)", text)}


def test_a_link_leads_to_the_cell_with_the_heading():
    for number in LESSONS:
        cells = {cell.id: cell.source for cell in pages.read(pages.numbered(number)).cells}
        for section in pages.sections(number).keys() - {"0"}:
            place = pages.link(number, section).partition("#cell-id=")[2]
            assert re.search(rf"^## {section}\. ", cells[place], re.MULTILINE)


# The learner's path


def arrows():
    drawn = re.search(r"```mermaid\n(.*?)```", PATH, re.DOTALL)[1]
    lines = re.sub(r"\[.*?\]", "", drawn)
    return re.findall(r"(\d\d) (-->|-\.->) (\d\d)", lines), re.findall(r"(\d\d)\[\1 .*?\]", drawn)


def test_every_lesson_is_in_the_picture_once():
    drawn, named = arrows()
    assert sorted(named) == LESSONS
    assert {end for _, _, end in drawn} == set(LESSONS[1:])


def test_arrows_agree_with_what_the_lessons_say_they_need():
    for start, kind, end in arrows()[0]:
        needs = pages.minutes(end)[2]
        asked = set(re.findall(r"\b(\d\d)\b", needs))
        for first, last in re.findall(r"(\d\d) to (\d\d)", needs):
            asked |= {f"{number:02}" for number in range(int(first), int(last) + 1)}
        assert start in asked or kind == "-.->", f"{start} {kind} {end}: {needs}"


def test_two_hours_are_two_hours():
    table = PATH.split('### "I have two hours"')[1].split("\n\n")[1]
    assert sum(int(time) for time in re.findall(r"\| (\d+) min \|", table)) == 120


def test_its_commands_are_those_of_the_readme():
    readme = (notebooks.ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"```sh\n(.*?)\n```", PATH) + re.findall(r"`(python3 .*?|source .*?|pip .*?)`", PATH)
    assert len(commands) == 4
    assert [command for command in commands if command not in readme] == []


# The glossary

# Bold in a lesson, and yet no word to be explained: what pictures look like, and words that are stressed.
STRESSED = {
    "00": {"bold", "ellipse", "double", "dotted", "dashed", "what autograd recorded", "hexagon", "cylinder", "g"},
    "01": {"not a leaf"},
    "02": {"g", "A product", "`w * 3`", "`exp`"},
    "03": {"Backward", "zero"},
    "04": {"The value", "The derivative", "between", "share"},
    "05": {"new", "new, no_grad", "in place, no_grad"},
    "07": {"and a dot"},
    "08": {"A", "B", "C", "D"},
    "09": {"With the cut", "before"},
    "11": {"two optimizers", "two steps", "push", "doubtful", "through `D`", "`G` never moves"},
    "12": {"A", "B", "C", "all"},
    "13": {"Hypot", "Swapped", "Prepared", "Checkpoints", "The report"},
}


def forms(row):
    """Return the words by which a lesson may name a term."""
    return {row["term"].strip('`"').lower(), *filter(None, row["forms"].lower().split("; "))}


def bold(number):
    """Yield (section, words) for what a lesson prints in bold; sentences and labels are left out."""
    for section, (_, text, _) in pages.sections(number).items():
        text = re.sub(r"```.*?```|^#.*?$", "", text, flags=re.DOTALL | re.MULTILINE)
        text = re.sub(r"`[^`]*`", lambda code: code[0].replace("**", "^"), text)
        for words in re.findall(r"\*\*([^*]+(?:\*[^*]+)*?)\*\*", text):
            sentence = len(words.split()) > 3 or words[-1] in ".:?"
            if not sentence and words not in ("After this lesson you can", "Beside the lessons"):
                yield section, words


def test_terms_are_sorted_and_explained_once():
    names = [re.sub(r"[^a-z ]", "", re.sub("[-_]", " ", row["term"].lower())).strip() for row in TERMS]
    assert names == sorted(names)
    count = collections.Counter(form for row in TERMS for form in forms(row))
    assert [form for form, number in count.items() if number > 1] == []


@pytest.mark.parametrize("row", TERMS, ids=lambda row: row["term"])
def test_a_term_is_in_the_section_that_introduces_it(row):
    text = pages.sections(row["lesson"])[row["section"]][1].lower()
    assert any(re.search(rf"(?<!\w){re.escape(form.removesuffix('()'))}", text) for form in forms(row))
    assert row["meaning"].endswith(".")
    assert len(row["meaning"].split()) <= 45  # one or two sentences, three short ones at most
    assert "|" not in row["meaning"]


@pytest.mark.parametrize("number", LESSONS)
def test_every_word_that_a_lesson_introduces_is_in_the_glossary(number):
    known = set().union(*map(forms, TERMS))
    stressed = STRESSED.get(number, set())
    introduced = {words for _, words in bold(number)}
    assert stressed <= introduced
    assert {words for words in introduced - stressed if words.lower() not in known} == set()


def test_the_section_is_the_first_that_prints_the_word_in_bold():
    first = {}
    for number in LESSONS[1:]:  # the gallery comes first, and is no lesson
        for section, words in bold(number):
            first.setdefault(words.lower(), (number, section))
    for row in TERMS:
        places = sorted(first[form] for form in forms(row) if form in first)
        if places:
            assert (row["lesson"], row["section"]) == places[0], row["term"]


# The cheat sheet


def outcome(code, namespace):
    """Run a line and return what it gives, as text: its last expression, or the error."""
    *statements, last = ast.parse(code).body
    if not isinstance(last, ast.Expr):
        statements, last = [*statements, last], None
    try:
        exec(compile(ast.Module(statements, []), code, "exec"), namespace)
        return str(eval(compile(ast.Expression(last.value), code, "eval"), namespace)) if last else ""
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def holds(said, found):
    """Is this what the sheet says? "Error: words" stands for an error with these words in its message."""
    kind, _, words = said.partition(": ")
    if kind.endswith("Error"):
        return found.startswith(kind + ": ") and words.removeprefix("... ") in found
    return found == said if said else "Error: " not in found


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("heading, lines", GROUPS, ids=[heading for heading, _ in GROUPS])
def test_every_line_of_the_sheet_gives_what_it_says(heading, lines, backend):
    namespace = {}
    exec(START.replace("import torch ", f"import {backend} as torch "), namespace)
    assert namespace["torch"].__name__ == backend
    assert lines
    for code, said, _, _ in lines:
        found = outcome(code, namespace)
        assert holds(said, found), f"{code}\nsaid: {said}\ngives: {found}"


def test_a_wrong_line_would_be_noticed():
    for said, found in [
        ("True", "False"),
        ("", "RuntimeError: no"),
        ("RuntimeError: ... second", "RuntimeError: first"),
        ("AttributeError", "TypeError: no"),
        ("RuntimeError", ""),
    ]:
        assert not holds(said, found)
    assert outcome("1 / 0", {}) == "ZeroDivisionError: division by zero"
    assert outcome("a = 2; a + 1", {}) == "3"


def test_all_rows_of_the_sheet_are_read():
    text = pages.CHEAT_SHEET.read_text(encoding="utf-8")
    rows = [line for line in text.split("\n") if line.startswith("| ") and not line.startswith("| you write")]
    assert len(rows) == sum(len(lines) for _, lines in GROUPS) >= 50


@functools.cache
def with_code(number):
    """Return {section: its Markdown and its code} of a lesson."""
    found, section = collections.Counter(), None
    for cell in pages.read(pages.numbered(number)).cells:
        parts = (
            re.split(r"^(?=## )", cell.source, flags=re.MULTILINE) if cell.cell_type == "markdown" else [cell.source]
        )
        for part in parts:
            if part.startswith("## "):
                section = part[3:].split(".")[0]
            found[section] = (found[section] or "") + part + "\n"
    return found


USUAL = {
    "torch",
    "tensor",
    "backward",
    "runs",
    "that",
    "this",
    "what",
    "with",
    "from",
    "them",
    "only",
    "each",
    "before",
}


@pytest.mark.parametrize("heading, lines", GROUPS, ids=[heading for heading, _ in GROUPS])
def test_a_line_points_to_a_section_with_its_names(heading, lines):
    for code, said, words, pointer in lines:
        number, section = re.match(r"\[(\d\d)\.(\d+)\]", pointer).groups()
        names = set(re.findall(r"[a-z_]{4,}", f"{code} {said} {words}")) - USUAL
        text = with_code(number)[section]
        assert any(re.search(rf"\b{name}\b", text) for name in names), f"{code}: {number}.{section}"


def test_the_printed_sheet_is_the_same_sheet():
    assert pages.PRINTED.read_text(encoding="utf-8") == pages.printed_sheet(), "run python -m tests.pages"


@pytest.mark.browser
def test_the_printed_sheet_is_one_page(tmp_path):
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    target = tmp_path / "sheet.pdf"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={target}"]
    subprocess.run([chromium, *options, pages.PRINTED.as_uri()], check=True, capture_output=True)
    assert len(re.findall(rb"/Type\s*/Page\b", target.read_bytes())) == 1


# What published tutorials get wrong


def test_every_claim_that_falls_short_is_told_once_and_in_its_words():
    above = TUTORIALS.split("## All claims")[0]
    count = collections.Counter(re.findall(r"#cell-id=(claim-s\d-\d\d)\)", above))
    short = {row["cell"] for row in pages.claims().values() if row["verdict"] != "true"}
    assert set(count) == short
    assert set(count.values()) == {1}
    for row in pages.claims().values():
        if row["verdict"] != "true":
            assert row["said"] in above, row["id"]


@pytest.mark.parametrize(
    "said, kept",
    [
        ("It is so. (In the text it is bold. The cell counts.)", "It is so. (In the text it is bold.)"),
        ("It is so. (The cell counts.)", "It is so."),
        ("It is so, says `f(x)`. (A note.)", "It is so, says `f(x)`. (A note.)"),
        ("`f (x)`", "`f (x)`"),
        ("It is so (nearly).", "It is so (nearly)."),
    ],
)
def test_what_a_claim_says_about_its_cell_is_left_out(said, kept):
    assert pages.without_stage_directions(said) == kept


def test_all_claims_are_in_the_table():
    table = TUTORIALS.split("## All claims")[1]
    rows = re.findall(r"^\| \[(S\d-\d\d)\]\(.*\| ([a-z-]+) \|$", table, re.MULTILINE)
    assert dict(rows) == {row["id"]: row["verdict"] for row in pages.claims().values()}
    assert len(rows) == len(pages.claims())


def test_a_new_claim_comes_onto_the_page_by_itself(monkeypatch):
    rows = pages.claims() | {"S9-99": pages.claims()["S1-11"] | {"id": "S9-99", "said": "The moon is a leaf."}}
    monkeypatch.setattr(pages, "claims", lambda: rows)
    page = pages.filled(TUTORIALS)
    assert "## From lesson 01" in page
    assert page.count("The moon is a leaf.") == 2


def test_the_texts_are_not_named():
    assert "http" not in TUTORIALS

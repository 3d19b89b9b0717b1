"""Finds the sections of lessons that messages name, such as "lesson 04, section 3"."""

import functools
import html
import json
import re
import urllib.parse
from pathlib import Path

COURSE = Path(__file__).resolve().parent.parent / "course"
REFERENCE = re.compile(r"(?:lesson\s+(\d\d),\s+)?\b(sections?)\s+(\d+(?:(?:,\s+|\s+and\s+)\d+)*)")
TITLE = re.compile(r"# Exercise (\d\d)\b")
JUPYTERLAB = re.compile(r"/lab/(workspaces/[^/]+/)?tree/")  # is in the addresses of what it shows


@functools.cache
def sections(lesson, course=COURSE):
    """Return the file name of a lesson and {section: (its heading, its cell's id)}, or (None, {}) if there is none.

    lesson: its number, such as "04".
    """
    for path in sorted(course.glob(f"{lesson}_*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return path.name, {
            number: (heading.replace("`", "").strip(), cell["id"])
            for cell in cells
            if cell["cell_type"] == "markdown"
            for heading, number in re.findall(r"^## ((\d+)\. .+)$", "".join(cell["source"]), re.MULTILINE)
        }
    return None, {}


def of_exercise(notebook):
    """Return the number of the lesson that an exercise notebook belongs to, by its title, or None."""
    titles = (TITLE.match(cell.source) for cell in notebook.cells if cell.cell_type == "markdown")
    return next((title[1] for title in titles if title), None)


def named(text, own=None, course=COURSE):
    """Return the sections that a text names: [(file name, heading)]. own: the lesson that is meant if none is said."""
    return [
        (name, headings[number][0])
        for found in REFERENCE.finditer(text)
        for name, headings in [sections(found[1] or own, course)]
        for number in re.findall(r"\d+", found[3])
        if number in headings
    ]


def linked(text, address, own=None, course=COURSE):
    """Return HTML text in which the sections that it names are links, followed by file and heading in words.

    The words are for those who cannot follow the links: with them they find the place in JupyterLab. address: of the
    lessons' folder. own: the lesson that is meant if none is said.
    """

    def link(found):
        name, headings = sections(found[1] or own, course)
        numbers = re.findall(r"\d+", found[3])
        if not all(number in headings for number in numbers):
            return found[0]

        def anchor(number, words):
            # All in one tab: where JupyterLab is in it already, and has the lesson open, it goes to the cell. For that
            # the tab needs a workspace of its own: a second one in the student's gets another address each time.
            to = html.escape(f"{address}/{name}#{_place(address, *headings[number])}")
            return f'<a href="{to}" target="lesson">{words}</a>'

        if len(numbers) == 1:
            words = anchor(numbers[0], found[0])
        else:
            words = found[0][: found.start(3) - found.start()]
            words += re.sub(r"\d+", lambda number: anchor(number[0], number[0]), found[3])
        titles = ", ".join(f"“{html.escape(headings[number][0])}”" for number in numbers)
        before = text[: found.start()]
        inside = before.count("(") > before.count(")")
        return words + (f": course/{name}, {titles}" if inside else f" (course/{name}, {titles})")

    return REFERENCE.sub(link, text)


def _place(address, heading, cell):
    """Return what an address ends with, so that the page is shown from the heading on.

    In addresses JupyterLab knows cells. Pages that nbconvert makes, such as those of nbviewer, know headings.
    """
    if JUPYTERLAB.search(f"{address}/"):
        return f"cell-id={cell}"
    return urllib.parse.quote(heading.replace(" ", "-"), safe="?/:@!$&'()*+,;=")

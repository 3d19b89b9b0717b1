"""Finds the sections of lessons that messages name, such as "lesson 04, section 3"."""

import functools
import html
import json
import re
import urllib.parse
from pathlib import Path

COURSE = Path(__file__).resolve().parent.parent / "course"
REFERENCE = re.compile(r"lesson\s+(\d\d),\s+(sections?)\s+(\d+(?:(?:,\s+|\s+and\s+)\d+)*)")


@functools.cache
def sections(lesson, course=COURSE):
    """Return the file name of a lesson and {section: its heading}, or (None, {}) if there is no such lesson."""
    for path in sorted(course.glob(f"{lesson}_*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
        headings = re.findall(r"^## ((\d+)\. .+)$", "\n\n".join(texts), re.MULTILINE)
        return path.name, {number: heading.replace("`", "").strip() for heading, number in headings}
    return None, {}


def named(text, course=COURSE):
    """Return the sections that a text names: [(file name, heading)]."""
    return [
        (name, headings[number])
        for found in REFERENCE.finditer(text)
        for name, headings in [sections(found[1], course)]
        for number in re.findall(r"\d+", found[3])
        if number in headings
    ]


def linked(text, address, course=COURSE):
    """Return HTML text in which the sections that it names are links, followed by file and heading in words.

    The words are for those who have the page without the course beside it, or read it in a browser, which shows a
    notebook file as raw text: with them they find the place in JupyterLab. address: of the lessons' folder.
    """

    def link(found):
        name, headings = sections(found[1], course)
        numbers = re.findall(r"\d+", found[3])
        if not all(number in headings for number in numbers):
            return found[0]

        def anchor(number, words):
            # JupyterLab and nbconvert name the place of a heading alike
            place = urllib.parse.quote(headings[number].replace(" ", "-"), safe="?/:@!$&'()*+,;=")
            return f'<a href="{html.escape(f"{address}/{name}#{place}")}">{words}</a>'

        if len(numbers) == 1:
            words = anchor(numbers[0], found[0])
        else:
            words = found[0][: found.start(3) - found.start()]
            words += re.sub(r"\d+", lambda number: anchor(number[0], number[0]), found[3])
        titles = ", ".join(f"“{html.escape(headings[number])}”" for number in numbers)
        return f"{words} (course/{name}, {titles})"

    return REFERENCE.sub(link, text)

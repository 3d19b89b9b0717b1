"""The gallery shows every kind of thing that a picture can have, and each of its pictures comes from a live object."""

import re
from itertools import pairwise

import pytest

from minigrad.draw.picture import ARROWS, MARKS, REGIONS, STYLES
from tests import notebooks

CELLS = notebooks.read(notebooks.ROOT / "course" / notebooks.GALLERY).cells


def drawings(but=()):
    """Return {id of a cell: the SVG that it shows}."""
    return {
        cell.id: output.data["image/svg+xml"]
        for cell in CELLS
        for output in cell.get("outputs", [])
        if "image/svg+xml" in output.get("data", {}) and cell.id not in but
    }


def classes(svg):
    return [set(words.split()) for words in re.findall(r'class="([^"]*)"', svg)]


@pytest.mark.parametrize("part, kinds", [("node", STYLES), ("edge", ARROWS), ("region", REGIONS)])
def test_every_kind_of_the_legend_has_a_picture(part, kinds):
    shown = [words for svg in drawings(but=("legend",)).values() for words in classes(svg) if part in words]
    assert kinds.keys() - set().union(*shown) == set()


def test_every_mark_has_a_picture():
    shown = [words for svg in drawings(but=("legend",)).values() for words in classes(svg)]
    assert MARKS.keys() - {""} - set().union(*shown) == set()


def test_pictures_are_made_by_the_cells_that_show_them():
    for cell in CELLS:
        outputs = cell.get("outputs", [])
        assert "IPython" not in cell.source  # no files and no ready-made pictures
        assert cell.cell_type == "code" or not re.search(r"!\[|<img|<svg", cell.source)
        for output in outputs:
            assert "image/svg+xml" not in output.get("data", {}) or output.data["text/plain"]


def test_questions_come_before_folded_outputs():
    for cell, following in pairwise(CELLS):
        if "**Question.**" in cell.source and following.id != "backward-stepper":  # which begins at step 0
            assert following.metadata.get("jupyter", {}).get("outputs_hidden"), following.id


def test_ids_in_the_page_are_unique():
    ids = [name for svg in drawings().values() for name in set(re.findall(r'\bid="([^"]*)"', svg))]
    assert len(ids) == len(set(ids))

"""The tree of text of pictures of all kinds."""

import pytest

from minigrad.draw import GradGraph
from minigrad.draw.picture import Arrow, Box, Region

LEAF = Box("n0", "leaf-grad", ("w", "(2,)"))
MUL = Box("n1", "operation", ("MulBackward0",))
END = Box("n2", "result", ("loss", "()"))


def text(boxes, arrows, *rest, **more):
    return str(GradGraph(boxes, arrows, *rest, **more)).splitlines()


def test_marks_stand_before_the_words_also_those_of_arrows():
    new = Box("n1", "operation", ("MulBackward0",), "new")
    assert text([LEAF, new, END], [Arrow("n0", "n1", mark="gone"), Arrow("n1", "n2", mark="new")], "n2") == [
        "loss  ()",
        "└─ + MulBackward0",
        "   └─ \N{MINUS SIGN} arrow from w: leaf  (2,)",
    ]
    gone = Box("n3", "leaf", ("x", "(2,)"), "changed")
    assert text([LEAF, MUL, END, gone], [Arrow("n0", "n1"), Arrow("n1", "n2")], "n2")[-1] == (
        "not in the graph: ≠ x: leaf  (2,)"
    )


def test_regions_are_named_where_they_begin():
    regions = [Region("r0", "no_grad", "no_grad", ("n1",)), Region("r1", "module", "model", ("n0",), "r0")]
    assert text([LEAF, MUL, END], [Arrow("n0", "n1"), Arrow("n1", "n2")], "n2", regions) == [
        "loss  ()",
        "└─ MulBackward0  (in no_grad)",
        "   └─ w: leaf  (2,)  (in model)",
    ]


def test_without_a_result_each_end_has_a_tree_of_its_own():
    other = Box("n3", "unrecorded", ("mul",))
    cut = Box("n4", "cut", ("detach",))
    assert text(
        [LEAF, MUL, END, other, cut],
        [Arrow("n0", "n1"), Arrow("n1", "n2"), Arrow("n0", "n4"), Arrow("n4", "n3", "unrecorded", "a")],
    ) == [
        "loss  ()",
        "└─ MulBackward0",
        "   └─ w: leaf  (2,)  (#1)",
        "not recorded: mul",
        "└─ a: cut: detach",
        "   └─ w: leaf  (2,)  (#1, see above)",
    ]


def test_boxes_without_arrows_are_lines():
    assert text([LEAF, MUL], []) == ["w (2,)", "MulBackward0"]


@pytest.mark.parametrize("count", [10, 100_000])
def test_long_trees_are_cut(count):
    boxes = [Box(f"n{k}", "operation", (f"Op{k}",)) for k in range(count)]
    arrows = [Arrow(f"n{k + 1}", f"n{k}") for k in range(count - 1)]
    lines = text(boxes, arrows, "n0")
    assert len(lines) == min(count, 301)
    assert (lines[-1] == "... and more") is (count > 300)

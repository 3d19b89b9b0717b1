"""The legend: it explains every kind, or those that a picture uses, and says so in words."""

import re
import xml.etree.ElementTree as ET

import pytest

import minigrad as mg
from minigrad import draw
from minigrad.draw.picture import ARROWS, HEADLESS, MARKS, REGIONS, STYLES, Box, Region

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=["builtin", "dot"])
def renderer(request, monkeypatch):
    monkeypatch.setenv("MINIGRAD_RENDERER", request.param)


def test_the_whole_legend_explains_every_kind():
    text = str(draw.legend())
    for style in STYLES.values():
        assert f": {style.meaning}" in text
    for kind, (meaning, line) in ARROWS.items():
        assert f"{line} {'line without a head' if kind in HEADLESS else 'arrow'}: {meaning}" in text
    for region in REGIONS:
        assert f"frame {region}: " in text
    for mark in filter(None, MARKS.values()):
        assert f'mark "{mark}": ' in text


def test_no_two_entries_look_the_same_in_words():
    looks = [look for look, _ in draw.legend().entries]
    kinds = {look for look in looks if "arrow" not in look}
    assert len(kinds) == len([look for look in looks if "arrow" not in look])


def test_the_legend_of_a_picture_has_its_kinds_only():
    w = mg.ones(2, requires_grad=True)
    picture = draw.make_dot(w * 3, params={"w": w, "x": mg.ones(2)})
    assert [meaning for _, meaning in draw.legend(picture).entries] == [
        "leaf that requires grad",
        "leaf that does not require grad",
        "recorded operation",
        "result",
        "input that needs no gradient",
        "recorded: a gradient can come back here",
        "values flow, no gradient",
    ]


def test_the_legend_of_a_difference_has_its_marks_and_that_of_regions_their_frames():
    w = mg.ones(2, requires_grad=True)
    entries = dict(draw.legend(draw.diff(w.exp(), w.sin())).entries)
    assert {'mark "+ new"', 'mark "− gone"'} <= entries.keys()  # noqa: RUF001
    framed = draw.GradGraph(
        [Box("n0", "unrecorded", ("mul",))], [], None, [Region("r0", "no_grad", "no_grad", ("n0",))]
    )
    assert "frame no_grad" in dict(draw.legend(framed).entries)


def test_kinds_by_name_and_several_pictures():
    w = mg.ones(2, requires_grad=True)
    assert str(draw.legend("frozen", "cut")).splitlines() == [
        "octagon, dashed outline: frozen parameter",
        "hexagon, dashed outline: cut made by detach",
    ]
    both = draw.legend(draw.make_dot(w), draw.make_dot(mg.ones(2)), "no_grad")
    assert [meaning for _, meaning in both.entries][:2] == [
        "leaf that requires grad",
        "leaf that does not require grad",
    ]
    assert [(box.kind, arrow) for box in draw.legend("saved").boxes for arrow in [box.mark]] == [
        ("saved", ""),  # the box, and the arrow of the same name between two
        ("saved", ""),
        ("operation", ""),
    ]


def test_unknown_kinds_are_refused():
    with pytest.raises(ValueError, match=r"there is no kind 'leef'; the kinds are: changed, cut, .*leaf, leaf-grad"):
        draw.legend("leaf", "leef")
    with pytest.raises(TypeError, match="legend explains kinds, by name, or a picture, and this is a int"):
        draw.legend(3)


def words(svg):
    root = ET.fromstring(svg[svg.index("<svg") :])
    return [text.text.strip() for text in root.iter(SVG + "text")]


def test_it_is_drawn_the_same_everywhere(renderer):
    legend = draw.legend()
    assert legend.svg() == draw.legend().svg() == legend.copy().svg()
    text = " ".join(words(legend.svg()))
    assert all(style.meaning in text for style in STYLES.values())
    width = float(re.search(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+)', legend.svg())[1])
    assert width < 700  # it fits a page


def test_an_empty_picture_has_an_empty_legend():
    assert draw.legend(draw.GradGraph([], [])).entries == ()

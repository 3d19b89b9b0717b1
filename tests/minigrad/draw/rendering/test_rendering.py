"""Drawing: the renderers agree, large pictures and odd words are drawn, files are written, nothing is lost."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET

import graphviz
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as mg
from minigrad import draw
from minigrad.draw.picture import ARROWS, HEADLESS, MARKS, REGIONS, STYLES, Arrow, Box, Region, shorten
from minigrad.draw.rendering import geometry, renderers

SVG = "{http://www.w3.org/2000/svg}"
DOT = bool(shutil.which("dot"))
PYGRAPHVIZ = importlib.util.find_spec("pygraphviz") is not None
RENDERERS = ["builtin", *["dot"] * DOT, *["pygraphviz"] * PYGRAPHVIZ]


@pytest.fixture(params=RENDERERS)
def renderer(request, monkeypatch):
    monkeypatch.setenv("MINIGRAD_RENDERER", request.param)
    return request.param


@pytest.fixture
def builtin(monkeypatch):
    monkeypatch.setenv("MINIGRAD_RENDERER", "builtin")


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """Neither `dot` nor pygraphviz, and nobody asks for one. The folder is the whole PATH."""
    monkeypatch.delenv("MINIGRAD_RENDERER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    return tmp_path


def line():
    w = mg.tensor([1.0, 2.0], requires_grad=True)
    x = mg.tensor([3.0, 4.0])
    loss = (w * x).sum()
    return draw.make_dot(loss, params={"w": w, "x": x, "loss": loss})


def everything():
    """A picture of all kinds of boxes, arrows, marks and regions, regions in one another, and a cycle."""
    boxes = [Box(f"n{k}", kind, (f"{kind} <&>", 'two "2"')) for k, kind in enumerate(STYLES)]
    boxes += [Box(f"m{k}", "operation", (mark,), mark) for k, mark in enumerate(MARKS)]
    arrows = [Arrow(f"n{k}", f"n{k + 1}", kind, f"label of {kind}") for k, kind in enumerate(ARROWS)]
    arrows += [Arrow(f"m{k}", "n9", "flow", "", mark) for k, mark in enumerate(MARKS)]
    arrows += [Arrow("n9", "n8"), Arrow("n8", "n9"), Arrow("n9", "n9"), Arrow("n0", "n9"), Arrow("n0", "n9")]
    regions = [Region(f"r{k}", kind, f"{kind} & more", (f"n{k + 1}",), f"r{k - 1}" if k else None) for k, kind in
               enumerate(REGIONS)]  # fmt: skip
    return draw.GradGraph(boxes, arrows, None, regions)


def chain(length, name="operation"):
    boxes = [Box(f"n{k}", "operation", (f"{name} {k}",)) for k in range(length)]
    return draw.GradGraph(boxes, [Arrow(f"n{k}", f"n{k + 1}") for k in range(length - 1)], f"n{length - 1}")


def plain(text):
    """The words as a reader sees them: Graphviz writes spaces that do not break lines."""
    return " ".join((text or "").split())


def parts(svg):
    """Return {id: (classes, what the mouse is told, words)} for every node, edge and region of the picture."""
    found = {}
    for group in ET.fromstring(svg).iter(SVG + "g"):
        classes = group.get("class", "").split()
        if "graph" not in classes and classes:
            words = [word for word in (plain(text.text) for text in group.iter(SVG + "text")) if word]
            if classes == ["title"]:
                found[group.get("id").removesuffix("-title")][2].extend(words)
                continue
            assert group.get("id") not in found
            found[group.get("id")] = (classes, group.find(SVG + "title").text, words)
    return found


def test_all_renderers_give_the_same_ids_classes_titles_and_words(renderer):
    graph = everything()
    found = parts(graph.svg())
    assert set(found) == {
        *(box.id for box in graph.boxes),
        *(f"e{k}" for k in range(len(graph.arrows))),
        *(region.id for region in graph.regions),
    }
    for box in graph.boxes:
        words = [*box.lines, *filter(None, [MARKS[box.mark]])]
        classes = ["node", box.kind, *filter(None, [box.mark])]
        assert found[box.id] == (classes, STYLES[box.kind].meaning, [word for word in words if word])
    for k, arrow in enumerate(graph.arrows):
        classes, title, words = found[f"e{k}"]
        assert classes == ["edge", arrow.kind, *filter(None, [arrow.mark])]
        assert title == ARROWS[arrow.kind][0]
        assert " ".join(words).startswith(arrow.label) and bool(words) == bool(arrow.label or arrow.mark)
    for region in graph.regions:
        assert found[region.id] == (["cluster", "region", region.kind], region.label, [region.label])


def outline_of(kind, mark=""):
    """Return the lines of a box's outline, as the picture has them, colour and place aside."""
    svg = draw.GradGraph([Box("n0", kind, ("same",), mark)]).svg()
    assert (MARKS[mark] or "same") in parts(svg)["n0"][2]
    group = next(g for g in ET.fromstring(svg).iter(SVG + "g") if g.get("id") == "n0")
    shapes = [shape for shape in group if shape.tag != SVG + "text" and shape.get("stroke")]
    return sorted((shape.tag, shape.get("stroke-width", "1"), shape.get("stroke-dasharray", "")) for shape in shapes)


def test_marks_are_told_by_words_and_by_an_outline_that_no_kind_has(renderer):
    looks = [outline_of(kind, mark) for kind in STYLES for mark in MARKS if mark]
    assert not [look for look in map(outline_of, STYLES) if look in looks]
    for kind in STYLES:
        assert len({tuple(outline_of(kind, mark)) for mark in MARKS}) == len(MARKS)
        for mark in filter(None, MARKS):  # one more line, around those of the kind
            left = outline_of(kind, mark)
            assert len(left) == len(outline_of(kind)) + 1
            for line in outline_of(kind):
                left.remove(line)


def test_what_is_only_joined_has_a_line_without_a_head(renderer):
    boxes = [Box("n0", "gradient", ("w.grad", "None")), Box("n1", "leaf-grad", ("w",))]
    for kind in ARROWS:
        svg = draw.GradGraph(boxes, [Arrow("n0", "n1", kind)]).svg()
        group = next(g for g in ET.fromstring(svg).iter(SVG + "g") if g.get("id") == "e0")
        assert len(group.findall(SVG + "path")) == 1
        assert len(group.findall(SVG + "polygon")) == (kind not in HEADLESS)


def test_no_arrow_runs_through_the_title_of_a_frame(renderer):
    boxes = [Box("n0", "leaf", ("x",)), *(Box(f"n{k}", "unrecorded", (str(k),)) for k in range(1, 4))]
    regions = [Region("r0", "no_grad", "outer", ("n1", "n2")), Region("r1", "enable_grad", "inner", ("n3",), "r0")]
    root = ET.fromstring(draw.GradGraph(boxes, [Arrow("n0", "n1"), Arrow("n2", "n3")], None, regions).svg("p-"))
    (graph,) = [group for group in root.iter(SVG + "g") if group.get("class") == "graph"]
    titles = [group for group in graph if group.get("class") == "title"]
    assert list(graph)[-2:] == titles
    assert [group.get("id") for group in titles] == ["p-r0-title", "p-r1-title"]
    for group, region in zip(titles, regions, strict=True):
        (text,) = group.findall(SVG + "text")
        assert text.text == region.label
        assert text.get("stroke") == REGIONS[region.kind][0] and text.get("paint-order") == "stroke"


def points_on(path):
    """Yield points on the curves of an SVG path, near each other."""
    x = y = 0.0
    for command, rest in re.findall(r"([MCV])([^MCV]*)", path):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", rest)]
        if command == "M":
            x, y = numbers
            continue
        if command == "V":
            numbers = [x, y, x, *numbers, x, *numbers]
        for k in range(0, len(numbers), 6):
            ax, ay, bx, by, cx, cy = numbers[k : k + 6]
            for t in [n / 100 for n in range(101)]:
                a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
                yield a * x + b * ax + c * bx + d * cx, a * y + b * ay + c * by + d * cy
            x, y = cx, cy


def arrows_in_the_title(graph):
    """Return the points of arrows that lie in the title of the only frame."""
    root = ET.fromstring(graph.svg())
    (text,) = [group.find(SVG + "text") for group in root.iter(SVG + "g") if group.get("class") == "title"]
    left, base, width = float(text.get("x")), float(text.get("y")), geometry.text_width(text.text)
    if text.get("text-anchor") == "middle":
        left -= width / 2
    edges = [group for group in root.iter(SVG + "g") if (group.get("class") or "").startswith("edge")]
    points = [point for edge in edges for path in edge.iter(SVG + "path") for point in points_on(path.get("d"))]
    return [(x, y) for x, y in points if left <= x <= left + width and base - 8 <= y <= base + 2]


def test_the_title_of_a_frame_makes_way_for_arrows_if_it_has_room(renderer):
    w, v = (mg.ones(2, 2, requires_grad=True) for _ in range(2))
    with draw.trace() as program, mg.no_grad():
        (w * 2 + v * 3).sum()
    graph = program.graph()
    (region,) = graph.regions
    assert region.label == "no_grad" and not arrows_in_the_title(graph)
    wide = Region(region.id, region.kind, "a title that fills the whole frame, or nearly so", region.boxes)
    assert arrows_in_the_title(draw.GradGraph(graph.boxes, graph.arrows, None, [wide]))


def test_what_depends_on_the_version_of_graphviz_is_left_out(renderer):
    svg = everything().svg()
    assert svg.startswith("<svg ")
    assert not re.search(r"<!|<\?|graphviz|%3|graph0|cluster_", svg)


def test_the_same_picture_has_the_same_bytes_in_every_process(renderer):
    code = (
        "from tests.minigrad.draw.rendering.test_rendering import *\n"
        "for graph in (line(), everything(), chain(450)):\n"
        "    bundle = graph._repr_mimebundle_()\n"
        "    print(sorted(bundle), hashlib.sha256(repr(sorted(bundle.items())).encode()).hexdigest())\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", "import hashlib\n" + code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outputs) == 1
    assert len(outputs.pop().splitlines()) == 3


if PYGRAPHVIZ:

    def test_pygraphviz_writes_nothing_to_the_standard_error_output():
        code = (
            "from tests.minigrad.draw.rendering.test_rendering import *\n"
            "print(len(line().svg()), len(chain(1200).svg()))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"MINIGRAD_RENDERER": "pygraphviz"},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stderr == ""
        assert len(done.stdout.split()) == 2

    def test_a_crash_of_graphviz_is_survived(bare, monkeypatch):
        monkeypatch.delitem(sys.modules, "pygraphviz")
        graph = line()
        graph.node("mine", "")  # Graphviz 14.1.5 crashes over an empty line
        with warnings.catch_warnings(record=True):
            assert "MulBackward0" in graph.svg()


def test_other_messages_of_c_code_are_passed_on(capfd):
    with renderers.without_font_noise():
        os.write(2, b"Fontconfig warning: reset-dirs\nError: something else\n")
    assert capfd.readouterr().err == "Error: something else\n"


def test_with_nothing_installed_the_picture_is_drawn_all_the_same(bare):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        svg = everything().svg()
    assert len(parts(svg)) == len(everything().boxes) + len(everything().arrows) + len(REGIONS)


@pytest.mark.parametrize("length", [3, 500])
def test_what_was_asked_for_and_is_not_installed_is_an_error(bare, monkeypatch, length):
    monkeypatch.setenv("MINIGRAD_RENDERER", "dot")
    with pytest.raises(graphviz.ExecutableNotFound):
        chain(length).svg()
    monkeypatch.setenv("MINIGRAD_RENDERER", "pygraphviz")
    with pytest.raises(ModuleNotFoundError, match="pip install pygraphviz"):
        chain(length).svg()
    monkeypatch.setenv("MINIGRAD_RENDERER", "crayon")
    with pytest.raises(ValueError, match="'dot', 'pygraphviz' or 'builtin', not 'crayon'"):
        chain(length).svg()


def fake_dot(folder, script):
    """Put a program named `dot` into the folder: a line of shell, or of a batch file on Windows."""
    if os.name == "nt":
        (folder / "dot.bat").write_text(f"@echo off\r\n{script}\r\n")
    else:
        (folder / "dot").write_text(f"#!/bin/sh\n{script}\n")
        (folder / "dot").chmod(0o755)


def test_a_broken_dot_is_passed_over_with_a_warning(bare, monkeypatch):
    fake_dot(bare, "exit 3")
    with pytest.warns(UserWarning, match=r"dot.* failed with exit code 3.*drawn without dot"):
        svg = line().svg()
    assert "MulBackward0" in svg
    monkeypatch.setenv("MINIGRAD_RENDERER", "dot")
    with pytest.raises(renderers.RenderingError, match="exit code 3"):
        line().svg()


def test_a_dot_that_says_nothing_is_passed_over_too(bare):
    fake_dot(bare, "exit 0")
    with pytest.warns(UserWarning, match="drawn without dot"):
        assert "MulBackward0" in line().svg()


def test_an_empty_picture_and_one_of_a_single_box_are_drawn(renderer):
    assert parts(draw.GradGraph([], []).svg()) == {}
    assert set(parts(draw.GradGraph([Box("n0", "leaf", ("x",))]).svg())) == {"n0"}


@pytest.mark.parametrize(
    "arguments, message",
    [
        (([Box("n0", "leaf", ("x",))], [Arrow("n0", "n1")]), "'n1', and one of them is no box"),
        (([Box("n0", "leaf", ("x",))], [], None, [Region("r0", "no_grad", "", ("n7",))]), "'n7', which is no box"),
        (([Box("n0", "leaf", ("x",)), Box("n0", "leaf", ("x",))],), "the same id"),
        (([Box("n0", "flower", ("x",))],), "no kind 'flower'"),
        (([Box("n0", "leaf", ("x",), "old")],), "no mark 'old'; the marks are: new, gone, changed"),
    ],
)
def test_a_picture_that_makes_no_sense_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        draw.GradGraph(*arguments)


def test_regions_around_each_other_are_refused():
    regions = [Region("r0", "no_grad", "", ("n0",), "r1"), Region("r1", "no_grad", "", (), "r0")]
    with pytest.raises(ValueError, match="no region around it"):
        draw.GradGraph([Box("n0", "leaf", ("x",))], [], None, regions)


# Large pictures


def test_a_large_picture_is_laid_out_by_minigrad_and_drawn_by_whoever_was_asked(renderer):
    graph = chain(450)
    assert renderers.large(graph)
    found = parts(graph.svg())
    assert [found[box.id][2] for box in graph.boxes] == [list(box.lines) for box in graph.boxes]
    assert len(found) == 899


def test_an_arrow_through_very_many_layers_makes_a_picture_large():
    graph = chain(100)
    assert not renderers.large(graph)
    skips = [Arrow("n0", f"n{k}") for k in range(30, 100)]
    assert renderers.large(draw.GradGraph(graph.boxes, [*graph.arrows, *skips]))


def test_what_a_user_added_to_a_large_picture_is_left_to_graphviz():
    graph = chain(450)
    graph.node("mine")
    assert not renderers.large(graph)
    assert not renderers.large(draw.GradGraph(chain(450).boxes, graph_attr={"rankdir": "LR"}))


def test_ten_thousand_boxes_in_a_row_are_drawn(builtin):
    assert chain(10_000).svg().count('class="node operation"') == 10_000


# Words


def odd_texts():
    special = [
        "<b>&amp;</b>",
        "\\N \\l \\\\",
        "quote \" and '",
        "line\nbreak\r\n\t",
        "a|b{c}",
        "שלום עולם",
        "]]>",
        "<!--",
    ]
    special += [
        "\u202eevil\u202c",
        "e\u0301\u0308",
        "👩\u200d🚀 👍🏽",
        "\x00\x1b[31m",
        "\ud800",
        "\ufffe",
        "&#60;",
        "x" * 10_000,
    ]
    return st.one_of(st.sampled_from(special), st.text(max_size=60))


@settings(max_examples=40, deadline=None)
@given(st.lists(odd_texts(), min_size=1, max_size=3))
def test_any_words_are_drawn_as_given_by_every_renderer(words):
    boxes = [
        Box(f"n{k}", kind, (shorten(word), "end")) for k, (word, kind) in enumerate(zip(words, STYLES, strict=False))
    ]
    boxes.append(Box("raw", "result", tuple(word[:50] for word in words)))
    region = Region("r0", "no_grad", shorten(words[0]), ("n0",))
    graph = draw.GradGraph(boxes, [Arrow("n0", "raw", label=shorten(words[-1]))], "raw", [region])
    with pytest.MonkeyPatch.context() as patch:
        for renderer in RENDERERS:
            patch.setenv("MINIGRAD_RENDERER", renderer)
            found = parts(graph.svg())
            for k, word in enumerate(words):
                assert found[f"n{k}"][2] == [w for w in (plain(shorten(word)), "end") if w]
            raw = [plain(shorten(word[:50], 50)) for word in words]
            assert found["raw"][2] == [w for w in raw if w]
            assert plain(" ".join(found["e0"][2])) == plain(shorten(words[-1]))
            assert plain(" ".join(found["r0"][2])) == plain(shorten(words[0]))


@pytest.mark.parametrize("name", ["<b>&amp;", 'quote " and \\N \\l', "line\nbreak", "a|b{c}", "שלום", "x" * 10_000])
def test_odd_names_are_escaped_and_shortened(renderer, name):
    x = mg.tensor(1.0, requires_grad=True)
    graph = draw.make_dot(x * 2, params={name: x})
    shown = next(box.lines[0] for box in graph.boxes if box.kind == "leaf-grad")
    assert shown.isprintable() and len(shown) <= 40
    assert plain(shown) in [word for _, _, words in parts(graph.svg()).values() for word in words]
    assert len(graph.source) < 3000


# In a notebook


def test_a_notebook_gets_a_picture_and_a_text(renderer):
    graph = line()
    bundle = graph._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "image/svg+xml", "text/html"}
    assert bundle["text/plain"] == str(graph)
    assert parts(bundle["image/svg+xml"]).keys() != {}
    assert set(graph._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}
    assert set(graph._repr_mimebundle_(exclude=["text/plain", "text/html"])) == {"image/svg+xml"}


def test_ids_of_two_pictures_in_a_notebook_differ_and_those_of_one_are_always_the_same(renderer):
    one, again, other = (
        set(re.findall(r' id="([^"]*)"', graph._repr_mimebundle_()["image/svg+xml"]))
        for graph in (line(), line(), chain(3))
    )
    assert one == again
    assert one and other and not one & other


def test_a_picture_is_readable_on_any_page_and_not_wider_than_it(renderer):
    root = ET.fromstring(line().svg())
    assert "max-width:100%" in root.get("style")
    assert float(root.get("viewBox").split()[2]) > 0
    painted = [shape.get("fill") for shape in root.iter() if shape.tag in (SVG + "rect", SVG + "polygon")]
    assert painted[0] == "#ffffff"  # the background
    assert root.get("aria-label") == f"graph of {len(line().boxes)} boxes and {len(line().arrows)} arrows"


def test_a_picture_that_does_not_fit_the_page_can_be_zoomed(renderer):
    small, large = chain(5)._repr_mimebundle_(), chain(60)._repr_mimebundle_()
    fitted = r'<!-- [^<>]* -->\n<div class="mg-fit"><img [^>]*style="max-width:100%;[^>]*></div>'
    assert re.fullmatch(fitted, small["text/html"])
    html = large["text/html"]
    assert set(chain(60)._repr_mimebundle_(include=["text/html"])) == {"text/html"}
    assert "<button" not in html  # the script makes them: they would do nothing without it
    assert " id=" not in html and "http" not in re.sub(r'src="[^"]*"', "", html)
    assert 'alt="graph of 60 boxes and 59 arrows"' in html


# Files


@pytest.mark.parametrize("name", ["graph.svg", "graph.SVG", "new/folder/graph.svg"])
def test_a_picture_is_saved_as_svg(renderer, tmp_path, name):
    path = line().save(tmp_path / name)
    assert os.fspath(path) == os.fspath(tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8") == line().svg()


if DOT or PYGRAPHVIZ:

    @pytest.mark.parametrize("length", [3, 450])
    @pytest.mark.parametrize("form, start", [("png", b"\x89PNG"), ("pdf", b"%PDF")])
    @pytest.mark.parametrize("renderer", [name for name in RENDERERS if name != "builtin"])
    def test_a_picture_is_saved_as_png_and_pdf(renderer, tmp_path, monkeypatch, form, start, length):
        monkeypatch.setenv("MINIGRAD_RENDERER", renderer)
        assert os.listdir(tmp_path) == []
        chain(length).save(tmp_path / f"graph.{form}")
        assert (tmp_path / f"graph.{form}").read_bytes().startswith(start)
        assert os.listdir(tmp_path) == [f"graph.{form}"]


@pytest.mark.parametrize("wanted", ["", "builtin"])
def test_without_graphviz_png_is_an_error_that_helps_and_the_old_file_stays(bare, monkeypatch, wanted):
    monkeypatch.setenv("MINIGRAD_RENDERER", wanted)
    (bare / "graph.png").write_text("old")
    with pytest.raises(renderers.RenderingError, match="pip install pygraphviz"):
        line().save(bare / "graph.png")
    assert (bare / "graph.png").read_text() == "old"
    assert os.listdir(bare) == ["graph.png"]


def test_the_source_is_saved_as_graphviz_does(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    graph = line()
    assert graph.save("a.gv") == graph.filepath == "a.gv"
    assert graph.save("b.dot", directory="in") == os.path.join("in", "b.dot")
    assert (tmp_path / "in/b.dot").read_text(encoding="utf-8") == graph.source
    (tmp_path / "in/b.dot").write_text("kept")
    graph.save(skip_existing=True)
    assert (tmp_path / "in/b.dot").read_text() == "kept"
    graph.save("picture.svg", skip_existing=True)
    graph.save()
    assert (tmp_path / "in/b.dot").read_text(encoding="utf-8") == graph.source
    assert line().save() == "GradGraph.gv"


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(tmp_path):
    path = tmp_path / "graph.gv"
    path.write_text("old")
    graph = line()
    graph.encoding = "ascii"
    graph.node("ä")
    with pytest.raises(UnicodeEncodeError):
        graph.save(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["graph.gv"]


# What the graphviz package offers


def test_a_copy_has_what_was_added():
    graph = line()
    graph.node("mine", "my box")
    graph.edge("mine", "n0")
    graph.attr(rankdir="LR")
    with graph.subgraph(name="cluster_mine", graph_attr={"label": "mine"}) as inner:
        inner.node("inner")
    copy = graph.copy()
    assert copy.source == graph.source != line().source
    assert copy.boxes == graph.boxes
    copy.node("only here")
    assert "only here" not in graph.source
    assert 'label="my box"' in graph.source and "cluster_mine" in graph.source
    graph.clear()
    assert "n0" not in graph.source


def test_source_is_read_before_and_after_changes():
    graph = line()
    assert graph.source.startswith("digraph {") and graph.source.endswith("}\n")
    assert graph.source == "".join(graph)
    assert not graph.edited
    graph.body.append("\t// mine\n")
    assert graph.edited and "// mine" in graph.source


def test_the_builtin_writer_says_that_it_cannot_draw_what_was_added(builtin):
    graph = line()
    graph.node("mine")
    with pytest.warns(UserWarning, match="only drawn by Graphviz"):
        assert "mine" not in graph.svg()


if DOT:

    def test_pipe_render_and_view_of_graphviz_work(tmp_path, monkeypatch):
        monkeypatch.setenv("MINIGRAD_RENDERER", "dot")
        graph = line()
        graph.node("mine", "my box", URL="https://example.org/")
        assert "my box" in graph.pipe(format="svg", encoding="utf-8")
        assert "my box" in graph.svg() and "example.org" in graph.svg()
        assert ET.fromstring(graph.svg()).tag == SVG + "svg"
        path = graph.render(tmp_path / "graph.gv", format="svg")
        assert "my box" in (tmp_path / "graph.gv.svg").read_text(encoding="utf-8")
        assert path == str(tmp_path / "graph.gv.svg")
        assert chain(3).pipe(format="png").startswith(b"\x89PNG")

    def test_the_format_that_graphviz_was_told_for_notebooks_is_used(monkeypatch):
        monkeypatch.setenv("MINIGRAD_RENDERER", "dot")
        before = graphviz.set_jupyter_format("png")
        try:
            bundle = chain(3)._repr_mimebundle_()
        finally:
            graphviz.set_jupyter_format(before)
        assert set(bundle) == {"text/plain", "image/png"}
        assert bundle["image/png"].startswith(b"\x89PNG")

    def test_another_engine_is_used(monkeypatch):
        monkeypatch.setenv("MINIGRAD_RENDERER", "dot")
        assert chain(5).svg() != draw.GradGraph(chain(5).boxes, chain(5).arrows, engine="circo").svg()

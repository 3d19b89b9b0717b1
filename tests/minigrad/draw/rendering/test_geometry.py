"""The built-in layout: boxes, frames, arrows and labels have their room, and nothing hides anything else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from minigrad.draw.picture import MARKS, STYLES, Arrow, Box, Region
from minigrad.draw.rendering import geometry


@st.composite
def pictures(draw_):
    count = draw_(st.integers(1, 16))
    numbers = st.integers(0, count - 1)
    text = st.text("xW.", max_size=20)
    boxes = [
        Box(f"n{k}", draw_(st.sampled_from([*STYLES])), (draw_(text), draw_(text)), draw_(st.sampled_from([*MARKS])))
        for k in range(count)
    ]
    arrows = [
        Arrow(f"n{tail}", f"n{head}", label=label)
        for tail, head, label in draw_(st.lists(st.tuples(numbers, numbers, text), max_size=2 * count))
    ]
    regions, free = [], list(range(count))
    for k in range(draw_(st.integers(0, 4))):
        inside = draw_(st.lists(st.sampled_from(free), max_size=4, unique=True)) if free else []
        free = [number for number in free if number not in inside]
        parent = draw_(st.sampled_from([None, *(region.id for region in regions)]))
        regions.append(Region(f"r{k}", "no_grad", draw_(text), tuple(f"n{number}" for number in inside), parent))
    return boxes, arrows, regions


def apart(a, b):
    return a[2] <= b[0] + 0.01 or b[2] <= a[0] + 0.01 or a[3] <= b[1] + 0.01 or b[3] <= a[1] + 0.01


def inside(a, b):
    return b[0] <= a[0] + 0.01 and b[1] <= a[1] + 0.01 and b[2] >= a[2] - 0.01 and b[3] >= a[3] - 0.01


@settings(max_examples=150, deadline=None)
@given(pictures())
def test_boxes_and_frames_hold_what_is_theirs_and_nothing_else(picture):
    boxes, _, regions = picture
    where = geometry.measure(*picture)
    parents = {region.id: region.parent for region in regions}
    around = {name: region.id for region in regions for name in region.boxes}
    page = (0, 0, where.width, where.height)

    def path(name):
        found = [name] if name else []
        while found and parents[found[-1]]:
            found.append(parents[found[-1]])
        return found

    areas = {}
    for box in boxes:
        (x, y), (width, height) = where.centres[box.id], where.sizes[box.id]
        areas[box.id] = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    assert set(where.frames) == {name for inner in around.values() for name in path(inner)}
    for k, box in enumerate(boxes):
        assert inside(areas[box.id], page)
        assert all(apart(areas[box.id], areas[other.id]) for other in boxes[k + 1 :])
        for name, frame in where.frames.items():
            if name in path(around.get(box.id)):
                assert inside(areas[box.id], frame)
            else:
                assert apart(areas[box.id], frame)
    for name, frame in where.frames.items():
        assert inside(frame, page)
        for other, area in where.frames.items():
            if name in path(other):
                assert inside(area, frame)
            elif other not in path(name):
                assert apart(frame, area)


def test_arrows_go_down_and_only_those_that_close_a_cycle_go_up():
    boxes = [Box(f"n{k}", "operation", (str(k),)) for k in range(5)]
    arrows = [Arrow("n0", "n1"), Arrow("n1", "n2"), Arrow("n2", "n0"), Arrow("n0", "n4"), Arrow("n2", "n3")]
    where = geometry.measure(boxes, arrows)
    down = [where.centres[arrow.tail][1] < where.centres[arrow.head][1] for arrow in arrows]
    assert down == [True, True, False, True, True]


def test_no_arrow_crosses_another_where_none_has_to():
    boxes = [Box(f"n{k}", "operation", (str(k),)) for k in range(40)]
    arrows = [Arrow(f"n{k}", f"n{39 - k}") for k in range(20)]
    where = geometry.measure(boxes, arrows)
    upper = sorted(range(20), key=lambda k: where.centres[f"n{k}"])
    assert sorted(range(20), key=lambda k: where.centres[f"n{39 - k}"]) == upper


def test_arrows_of_different_boxes_meet_a_box_apart():
    boxes = [Box(f"n{k}", "operation", ("a long name" if k < 6 else "x" * 30,)) for k in range(7)]
    where = geometry.measure(boxes, [Arrow(f"n{k}", "n6") for k in range(6)])
    tips = [curve.tip[0] for curve in where.curves]
    assert all(abs(one - other) >= 8.9 for k, one in enumerate(tips) for other in tips[:k])
    by_place = sorted(range(6), key=lambda k: where.centres[f"n{k}"][0])
    assert by_place == sorted(range(6), key=lambda k: tips[k])


def areas_of(boxes, arrows, where):
    areas = []
    for box in boxes:
        (x, y), (width, height) = where.centres[box.id], where.sizes[box.id]
        areas.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    for arrow, curve in zip(arrows, where.curves, strict=True):
        if arrow.label:
            x, y = curve.label
            areas.append((x, y - 9, x + geometry.label_width(arrow), y + 3))
    return areas


@st.composite
def programs(draw_):
    """Pictures as of a backward pass: each operation has one or two inputs among the last ones, all with labels."""
    boxes, arrows = [Box("n0", "leaf-grad", ("w", "[0.5, -1.0]"))], []
    for k in range(1, draw_(st.integers(2, 9))):
        boxes.append(Box(f"n{k}", "operation", ("MulBackward0",)))
        for tail in draw_(st.lists(st.integers(max(0, k - 3), k - 1), min_size=1, max_size=2)):
            arrows.append(Arrow(f"n{tail}", f"n{k}", label="[0.5, -2.0]"))
    return boxes, arrows


@settings(max_examples=100, deadline=None)
@given(programs())
def test_labels_of_arrows_hide_no_box_and_no_other_label(picture):
    where = geometry.measure(*picture)
    areas = areas_of(*picture, where)
    assert all(apart(area, other) for k, area in enumerate(areas) for other in areas[:k])
    assert all(inside(area, (0, -1, where.width, where.height)) for area in areas)


def test_labels_of_arrows_do_not_lie_on_titles_of_frames():
    boxes = [Box(f"n{k}", "operation", ("MulBackward0",)) for k in range(4)]
    ends = (("n0", "n1"), ("n1", "n2"), ("n0", "n2"), ("n2", "n3"))
    arrows = [Arrow(tail, head, label="[0.5, -2.0]") for tail, head in ends]
    region = Region("r0", "no_grad", "a title that is long", ("n1", "n2", "n3"))
    where = geometry.measure(boxes, arrows, [region])
    title = where.titles["r0"]
    assert all(apart(area, title) for area in areas_of(boxes, arrows, where))


def test_labels_of_arrows_hide_no_arrow():
    boxes = [Box(f"n{k}", "operation", ("MulBackward0",)) for k in range(3)]
    arrows = [
        Arrow(tail, head, label="[0.5, -2.0]")
        for tail, head in (("n0", "n1"), ("n0", "n1"), ("n1", "n2"), ("n0", "n2"))
    ]
    where = geometry.measure(boxes, arrows)
    for left, top, right, bottom in areas_of(boxes, arrows, where)[3:]:
        for curve in where.curves:
            for piece in range(0, len(curve.points) - 1, 3):
                for t in (n / 20 for n in range(21)):
                    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
                    four = curve.points[piece : piece + 4]
                    x, y = (sum(w * p[axis] for w, p in zip(weights, four, strict=True)) for axis in (0, 1))
                    assert not (left < x < right and top < y < bottom)

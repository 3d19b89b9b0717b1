"""Damage to the notebook costs what it touches: given cells and tests come back, answers stay."""

import copy
import itertools
import json
import time

import nbformat
import pytest
from nbgrader.utils import compute_checksum

from grading.reading import read

from .material import (
    ANSWERS,
    at,
    cell,
    check_answers,
    check_whole,
    code,
    instructors,
    read_json,
    right_answers,
    said,
    stub,
    submission,
    twin,
)

TEST = "test-make-weights"
FLAGS = "test-predict-flags-is-leaf"


def grading(data, name):
    return cell(data, name)["metadata"]["nbgrader"]


@pytest.mark.parametrize("minor", [0, 1, 2, 3, 4, 5, 6])
def test_nbformat_4(tmp_path, minor):
    data = submission() | {"nbformat_minor": minor}
    if minor < 5:
        for each in data["cells"]:
            del each["id"]
    check_answers(read_json(tmp_path, data))


@pytest.mark.parametrize("version", [2, 3])
def test_older_nbformats(tmp_path, version):
    data = nbformat.convert(nbformat.convert(nbformat.from_dict(submission()), 3), 3)
    if version == 2:  # the form is the same, and headings and kernels' names came with 3
        data["nbformat"] = 2
    check_answers(read_json(tmp_path, data))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("metadata"),
        lambda data: data["metadata"].pop("kernelspec"),
        lambda data: data["metadata"].pop("language_info"),
        lambda data: data["metadata"].update(kernelspec={"name": "ir", "display_name": "R", "language": "R"}),
        lambda data: data["metadata"].update(kernelspec=["python3"]),
        lambda data: data.update(metadata=7),
        lambda data: data.update(nbformat="four"),
        lambda data: data.pop("nbformat"),
        lambda data: data.pop("nbformat_minor"),
        lambda data: data.update(nbformat=99),
    ],
)
def test_damage_to_the_notebook_itself(tmp_path, change):
    data = submission()
    change(data)
    check_answers(read_json(tmp_path, data))


@pytest.mark.parametrize(
    "change",
    [
        lambda each: each.pop("id"),
        lambda each: each.update(id="same"),
        lambda each: each.update(id="not valid!" * 20),
        lambda each: each.update(id=["a"]),
        lambda each: each.update(id="title"),
        lambda each: each.pop("outputs", None),
        lambda each: each.pop("execution_count", None),
        lambda each: each.update(outputs=[{"output_type": "nonsense"}, 5, None]),
        lambda each: each.update(outputs={"a": 1}, execution_count="many"),
        lambda each: each.update(metadata=None),
        lambda each: each.update(metadata=[1, 2]),
        lambda each: each.update(metadata={"nbgrader": "lost"}),
        lambda each: each.update(metadata={}),
        lambda each: each.update(metadata={"tags": 5, "name": {}, "collapsed": "yes"}),
        lambda each: each["metadata"]["nbgrader"].pop("grade_id"),
        lambda each: each["metadata"]["nbgrader"].update(grade_id=17),
        lambda each: each["metadata"]["nbgrader"].update(grade_id="other-" + each["id"]),
        lambda each: each["metadata"]["nbgrader"].update(schema_version=1),
        lambda each: each["metadata"]["nbgrader"].update(schema_version="three"),
        lambda each: each["metadata"]["nbgrader"].update(points=1000),
        lambda each: each["metadata"]["nbgrader"].update(points="a lot", locked="no", grade=None),
        lambda each: each["metadata"]["nbgrader"].update(grade=False, solution=False, locked=False),
        lambda each: each["metadata"]["nbgrader"].update(checksum="0", cell_type="raw", extra={"a": []}),
        lambda each: each.update(cell_type="markdown"),
        lambda each: each.update(cell_type="code"),
        lambda each: each.update(cell_type="raw"),
        lambda each: each.update(cell_type="sql"),
        lambda each: each.update(cell_type=None),
        lambda each: each.update(source="".join(each["source"])),
        lambda each: each.update(source="".join(each["source"]).splitlines(keepends=True)),
        lambda each: each.update(attachments=[]),
    ],
)
@pytest.mark.parametrize("which", ["all", *ANSWERS, TEST])
def test_damage_to_cells(tmp_path, change, which):
    data = submission()
    for each in data["cells"]:
        if which in ("all", each.get("id")):
            change(each)
    check_answers(read_json(tmp_path, data))


def test_cells_without_ids_and_metadata_are_known_by_what_they_say(tmp_path):
    data = submission()
    for each in data["cells"]:
        each.pop("id")
        each["metadata"] = {}
    reading = read_json(tmp_path, data)
    check_answers(reading)
    assert len(reading.notebook.cells) == len(instructors().cells)


@pytest.mark.parametrize("junk", [None, 5, "text", [], {}, {"source": 5}, {"cell_type": "code"}, {"source": [1, None]}])
def test_what_is_no_cell(tmp_path, junk):
    for place in (0, 5, 99):
        data = submission()
        data["cells"].insert(place, junk)
        check_answers(read_json(tmp_path, data))


@pytest.mark.parametrize("name", [cell.id for cell in instructors().cells])
def test_a_deleted_cell_is_put_back(tmp_path, name):
    data = submission()
    del data["cells"][at(data, name)]
    reading = read_json(tmp_path, data)
    check_answers(reading, **({name: stub(name)} if name in ANSWERS else {}))
    assert said(reading, name) == {"the cell was missing; it was put back": True}


def test_any_order_gives_the_original_order(tmp_path):
    data = submission()
    data["cells"] = data["cells"][::-1]
    check_answers(read_json(tmp_path, data))


@pytest.mark.parametrize(
    ("edit", "harmless"),
    [
        (lambda source: source + "\n\n", True),
        (lambda source: source.replace(", ", ",  "), True),
        (lambda source: "# my note\n" + source, True),
        (lambda source: source.replace("\nassert", "\nprint(make_weights)\nassert", 1), True),
        (lambda source: source.replace("assert", "assert True or"), False),
        (lambda source: "", False),
        (lambda source: source.replace("\nassert", "\nmake_weights = None\nassert", 1), False),
        (lambda source: source.replace("\n", "\n!", 1), False),
        (lambda source: "(" * 3000, False),
        (lambda source: "assert 1\n" + "pass\n" * 10_000, False),
    ],
)
def test_an_edited_test_is_as_released_again(tmp_path, edit, harmless):
    data = submission()
    cell(data, TEST)["source"] = edit("".join(cell(data, TEST)["source"]))
    reading = read_json(tmp_path, data)
    check_answers(reading)
    assert list(said(reading, TEST).values()) == [harmless]


def test_the_test_with_its_hidden_part_is_not_edited(tmp_path):
    data = submission()
    cell(data, TEST)["source"] = next(cell.source for cell in instructors().cells if cell.id == TEST)
    assert read_json(tmp_path, data).notes == ()


def test_a_test_of_another_release_is_no_edited_test(tmp_path):
    """An instructor has mended a test after the students had got their notebooks."""
    data = submission()
    test = cell(data, TEST)
    test["source"], grading(data, TEST)["points"] = "assert make_weights", 7
    grading(data, TEST)["checksum"] = compute_checksum(nbformat.from_dict(test))
    reading = read_json(tmp_path, data)
    check_answers(reading)
    assert said(reading, TEST) == {
        "the test was that of another release; it is as released again": True,
        "nbgrader's metadata had been changed (points); they are as released again": True,
    }


def test_an_edited_given_cell_is_as_released_again(tmp_path):
    data = submission()
    cell(data, "broken")["source"] = "broken_fit_line = 1"
    reading = read_json(tmp_path, data)
    check_answers(reading)
    assert said(reading, "broken") == {"the given cell had been edited; it is as released again": True}


@pytest.mark.parametrize("name", ["imports", TEST])
def test_what_was_added_to_a_given_cell_is_kept_as_a_cell_of_its_own(tmp_path, name):
    data = submission()
    given = "".join(cell(data, name)["source"])
    cell(data, name)["source"] = f"import math\n\n{given}\n\n\ndef mine():\n    return math.pi\n"
    reading = read_json(tmp_path, data)
    sources = list(check_answers(reading).items())
    place = [key for key, _ in sources].index(name)
    assert sources[place - 1][1] == "import math"
    assert sources[place + 1][1] == "def mine():\n    return math.pi"
    assert said(reading, name) == {
        "the cell had been added to; the additions are now cells of their own; it is as released again": True
    }


def test_changed_points_and_flags_are_for_a_person(tmp_path):
    data = submission()
    grading(data, TEST)["points"] = 1000
    grading(data, "make-weights")["solution"] = False
    reading = read_json(tmp_path, data)
    check_answers(reading)
    for name, key in (TEST, "points"), ("make-weights", "solution"):
        assert said(reading, name) == {
            f"nbgrader's metadata had been changed ({key}); they are as released again": False
        }


@pytest.mark.parametrize("first", [True, False])
def test_of_an_answer_and_a_stub_of_one_grade_id_the_answer_counts(tmp_path, first):
    data = submission()
    data["cells"].insert(at(data, "receivers") + (not first), twin(data, "receivers", source=stub("receivers")))
    reading = read_json(tmp_path, data)
    sources = check_answers(reading)
    assert list(sources.values()).count(stub("receivers")) == 0  # run after the answer, it would undo it
    assert any("claimed to be this one" in what for what in said(reading, "receivers"))


def test_the_answer_may_be_in_the_copy(tmp_path):
    data = submission()
    answer = twin(data, "receivers")
    cell(data, "receivers")["source"] = stub("receivers")
    data["cells"].append(answer)
    check_answers(read_json(tmp_path, data))


def test_of_two_answers_the_first_counts_and_the_other_stays(tmp_path):
    data = submission()
    data["cells"].insert(
        at(data, "receivers") + 1, twin(data, "receivers", source="def receivers(tensors):\n    return 1")
    )
    sources = check_answers(read_json(tmp_path, data))
    assert list(sources)[list(sources).index("receivers") + 1] == "copy-receivers"


def test_a_copied_test_cannot_take_the_place_of_an_answer_or_a_test(tmp_path):
    data = submission()
    grade_id = {"nbgrader": grading(data, "receivers")}
    data["cells"].insert(0, twin(data, TEST))
    data["cells"].insert(1, twin(data, TEST, id="second", metadata=grade_id))
    data["cells"].insert(2, twin(data, TEST, id="third", source="assert True"))
    reading = read_json(tmp_path, data)
    check_answers(reading)
    assert set(said(reading, TEST).values()) == {True}


@pytest.mark.parametrize("shared", [True, False])  # whether the lower part keeps nbgrader's metadata
def test_an_answer_split_in_two(tmp_path, shared):
    data = submission()
    upper = "import math\n\n\ndef helper(tensor):\n    return tensor.is_leaf\n"
    place = at(data, "receivers")
    lower = twin(data, "receivers") if shared else code(right_answers()["receivers"], id="copy-receivers")
    data["cells"].insert(place + 1, lower)
    cell(data, "receivers")["source"] = upper
    sources = check_whole(read_json(tmp_path, data))
    order = [source for source in sources.values() if source in (upper, right_answers()["receivers"])]
    assert order == [upper, right_answers()["receivers"]]


@pytest.mark.parametrize("after", ["receivers", "test-receivers", "task-receivers"])
@pytest.mark.parametrize("lost", [True, False])
def test_an_answer_in_a_cell_of_the_students_own(tmp_path, after, lost):
    data = submission()
    place = at(data, after) + 1
    own = [code("def helper():\n    pass", id="helper"), code(right_answers()["receivers"], id="own")]
    data["cells"][place:place] = own
    cell(data, "receivers")["source"] = stub("receivers")
    if lost:
        del data["cells"][at(data, "receivers")]
    reading = read_json(tmp_path, data)
    if after == "task-receivers" and not lost:  # above the stub, which undoes it: as Run All does
        sources = check_answers(reading, receivers=stub("receivers"))
        assert sources["own"] == right_answers()["receivers"]
        return
    sources = check_answers(reading)
    assert any("found in a cell of the student's own" in what for what in said(reading, "receivers"))
    names = list(sources)
    assert "own" not in names
    if after != "test-receivers":
        assert names.index("helper") < names.index("receivers")  # which may need it


def test_own_cells_stay_where_they_were(tmp_path):
    data = submission()
    for k, place in enumerate([len(data["cells"]), at(data, TEST), 0]):
        data["cells"].insert(place, code(f"x = {k}", id=f"own-{k}"))
        data["cells"].insert(place, code(f"y = {k}", id="own"))  # the same id each time
    reading = read_json(tmp_path, data)
    check_answers(reading)
    sources = [cell.source for cell in reading.notebook.cells]
    assert sources[:2] == ["y = 2", "x = 2"]
    assert sources[-2:] == ["y = 0", "x = 0"]
    assert sources.index("x = 1") == sources.index("y = 1") + 1 == sources.index(right_answers()["make-weights"]) + 2


def test_pictures_in_own_markdown_stay(tmp_path):
    data = submission()
    picture = {"a.png": {"image/png": "iVBORw0KGgo="}}
    own = {"cell_type": "markdown", "metadata": {}, "source": "![](attachment:a.png)", "attachments": picture}
    data["cells"].append(own | {"id": "own"})
    reading = read_json(tmp_path, data)
    check_answers(reading)
    assert reading.notebook.cells[-1].attachments == picture


def test_swapped_ids_are_decided_by_the_content(tmp_path):
    for one, other in itertools.combinations(ANSWERS, 2):
        for key in ("id", "grade_id"):
            data = submission()
            places = [(cell(data, name), grading(data, name))[key == "grade_id"] for name in (one, other)]
            places[0][key], places[1][key] = places[1][key], places[0][key]
            check_answers(read_json(tmp_path, data))


def test_thousands_of_cells_are_read_in_time(tmp_path):
    data = submission()
    data["cells"] += [twin(data, "receivers", id="x", source=f"def receivers(): {k}") for k in range(5_000)]
    started = time.process_time()
    reading = read_json(tmp_path, data)
    assert time.process_time() - started < 10
    check_answers(reading)


@pytest.mark.parametrize("written", ["", "\n", "x = 1"])
def test_of_a_test_that_is_hidden_as_a_whole_there_is_an_empty_cell(tmp_path, written):
    whole, data = copy.deepcopy(instructors()), submission()
    number, test = next((k, one) for k, one in enumerate(whole.cells) if one.id == TEST)
    test.source = "### BEGIN HIDDEN TESTS\nassert 1\n### END HIDDEN TESTS"
    whole.released[number] = ""
    cell(data, TEST)["source"] = written
    path = tmp_path / "requires_grad.ipynb"
    path.write_text(json.dumps(data), encoding="utf-8")
    reading = read(path, whole)
    assert reading.problem is None
    cells = reading.notebook.cells
    place = next(k for k, one in enumerate(cells) if one.id == TEST)
    assert cells[place].source == test.source
    assert (cells[place - 1].source == written) is bool(written.strip())
    assert all(note.harmless for note in reading.notes)

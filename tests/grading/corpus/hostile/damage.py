"""Notebook damage inside a notebook that can be read: cells deleted, edited, doubled, moved, with other metadata."""

import copy
import functools
import json

from ..cases import ALL, MAY, NO, NOTHING, Collection, all_but, only

CASES = Collection("notebook damage", earns=(ALL,), look=MAY)


def grading(cell):
    return cell["metadata"]["nbgrader"]


def solved(change):
    """Make a case of a change to a solved notebook."""

    @functools.wraps(change)
    def build(submission):
        submission.solve()
        change(submission)

    CASES.case()(build)
    return change


@solved
def test_cell_deleted(submission):
    submission.cells.remove(submission.cell("test-receivers"))


@solved
def all_test_cells_deleted(submission):
    for cell in submission.test_cells():
        submission.cells.remove(cell)


@solved
def given_cells_deleted(submission):
    """The imports too."""
    for cell in [cell for cell in submission.cells if grading(cell)["locked"] and not grading(cell)["grade"]]:
        submission.cells.remove(cell)


@CASES.case(earns=(all_but("receivers"),))
def answer_deleted(submission):
    submission.solve()
    submission.cells.remove(submission.cell("receivers"))


@CASES.case(earns=(NOTHING,))
def all_cells_deleted(submission):
    submission.notebook["cells"] = []


@solved
def tests_edited_in_a_solved_notebook(submission):
    for cell in submission.test_cells():
        cell["source"] = "print('I have tidied up')"


@CASES.case(earns=(NOTHING,))
def tests_edited_to_pass(submission):
    for cell in submission.test_cells():
        cell["source"] = "pass"
        grading(cell)["checksum"] = "0" * 32


@CASES.case(earns=(NOTHING,))
def tests_are_no_tests_any_more(submission):
    """Test cells declared answers, so that they are not restored."""
    for cell in submission.test_cells():
        grading(cell).update(solution=True, locked=False)
        cell["source"] = "2"


@solved
def tests_without_their_marks(submission):
    for cell in submission.test_cells():
        grading(cell).update(grade=False, locked=False)
        grading(cell).pop("points")


@solved
def test_cell_doubled(submission):
    place = submission.cells.index(submission.cell("test-receivers"))
    submission.cells.insert(place, copy.deepcopy(submission.cells[place]))


@solved
def answer_doubled(submission):
    """The same answer twice, as after copy and paste."""
    place = submission.cells.index(submission.cell("receivers"))
    submission.cells.insert(place, copy.deepcopy(submission.cells[place]))


@CASES.case(earns=(ALL, all_but("receivers")))
def stub_kept_beside_the_answer(submission):
    """The answer cell was split: the copy holds the answer, the original the stub."""
    stub = copy.deepcopy(submission.cell("receivers"))
    submission.solve()
    submission.cells.insert(submission.cells.index(submission.cell("receivers")), stub)


@solved
def every_cell_doubled(submission):
    submission.notebook["cells"] = [copy.deepcopy(cell) for cell in submission.cells for _ in range(2)]


@solved
def tests_moved_to_the_top(submission):
    submission.cells.sort(key=lambda cell: not grading(cell)["grade"])


@solved
def cells_in_reverse(submission):
    submission.cells.reverse()


@solved
def test_cell_becomes_text(submission):
    cell = submission.cell("test-receivers")
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]


@CASES.case(earns=(ALL, all_but("receivers")))
def answer_becomes_text(submission):
    submission.solve()
    cell = submission.cell("receivers")
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]


@CASES.case(earns=(ALL, all_but("receivers")))
def answer_becomes_raw(submission):
    submission.solve()
    cell = submission.cell("receivers")
    cell["cell_type"] = "raw"
    del cell["outputs"], cell["execution_count"]


@solved
def points_raised(submission):
    for cell in submission.test_cells():
        grading(cell)["points"] = 1050


@solved
def points_of_other_kinds(submission):
    for cell, points in zip(submission.test_cells(), [-5, "2", None, 1e400, [3]]):  # noqa: B905
        grading(cell)["points"] = points


@CASES.case(earns=(only("make-weights"),))
def points_where_there_are_none(submission):
    """Answers and given cells declared tests, with points of their own."""
    submission.solve("predict-flags", "receivers", "fit-line")
    for cell in submission.cells:
        if not grading(cell)["grade"]:
            grading(cell).update(grade=True, points=100)


@CASES.case(earns=(NOTHING,))
def tests_of_its_own(submission):
    """New cells that say they are tests, with points."""
    for k in range(3):
        cell = submission.append("'passed'")
        cell["metadata"]["nbgrader"] = copy.deepcopy(grading(submission.cell("test-receivers"))) | {
            "grade_id": f"bonus{k}",
            "points": 50,
        }


@solved
def names_of_cells_changed(submission):
    for k, cell in enumerate(submission.cells):
        grading(cell)["grade_id"] = f"cell-{k}"
        cell["id"] = f"new{k}"


@solved
def names_of_two_tests_swapped(submission):
    one, two = submission.cell("test-receivers"), submission.cell("test-fit-line")
    grading(one)["grade_id"], grading(two)["grade_id"] = "test-fit-line", "test-receivers"


@CASES.case(earns=(ALL, all_but("receivers", "make-weights")))
def names_of_two_answers_swapped(submission):
    """The names are of the other cell, the ids and the places are still right."""
    submission.solve()
    one, two = submission.cell("receivers"), submission.cell("make-weights")
    grading(one)["grade_id"], grading(two)["grade_id"] = "make-weights", "receivers"


@CASES.case(earns=(ALL, NOTHING))
def all_cells_have_one_name(submission):
    submission.solve()
    for cell in submission.cells:
        grading(cell)["grade_id"] = "receivers"


@solved
def without_nbgraders_metadata(submission):
    for cell in submission.cells:
        del cell["metadata"]["nbgrader"]


@solved
def without_any_metadata(submission):
    """As after a service that knows neither metadata nor ids."""
    submission.notebook.update(nbformat_minor=4, metadata={})
    for cell in submission.cells:
        cell["metadata"] = {}
        del cell["id"]


@solved
def metadata_of_other_kinds(submission):
    for cell, value in zip(submission.test_cells(), [None, [], "nbgrader", 3, {"grade": "yes"}]):  # noqa: B905
        cell["metadata"]["nbgrader"] = value


@solved
def cells_without_metadata_and_outputs(submission):
    for cell in submission.test_cells():
        for key in ("metadata", "outputs", "execution_count"):
            del cell[key]


for version in (1, 2, 4, 99, "three"):

    def old_schema(submission, version=version):
        submission.solve()
        for cell in submission.cells:
            grading(cell)["schema_version"] = version

    old_schema.__name__ = f"schema_version_{version}"
    CASES.case()(old_schema)


@solved
def checksums_of_nonsense(submission):
    for cell in submission.cells:
        grading(cell)["checksum"] = ["none"]


@solved
def ids_doubled(submission):
    for cell in submission.cells:
        cell["id"] = "same"


@solved
def ids_of_other_kinds(submission):
    for cell, value in zip(submission.cells, [3, None, "with blanks and ü", "x" * 1000, ["id"]]):  # noqa: B905
        cell["id"] = value


@solved
def a_type_of_cell_that_is_unknown(submission):
    submission.insert("Heading", kind="heading")
    submission.insert("Heading", at=5, kind=["code"])


@CASES.case(earns=(all_but("receivers"),))
def source_of_other_kinds(submission):
    submission.solve()
    submission.cell("receivers")["source"] = None
    submission.cell("title")["source"] = {"text": "a title"}
    submission.cell("test-receivers")["source"] = 3


@solved
def outputs_that_do_not_exist(submission):
    outputs = [{"output_type": "pyout", "text": "3"}, {"output_type": "stream"}, "text", None, {"output_type": "error"}]
    submission.cell("receivers")["outputs"] = outputs
    submission.cell("test-receivers")["outputs"] = "none"


@solved
def notebook_metadata_of_other_kinds(submission):
    submission.notebook["metadata"] = {"kernelspec": None, "language_info": "python", "widgets": [], "celltoolbar": 3}


@solved
def another_language(submission):
    submission.notebook["metadata"] = {
        "kernelspec": {"name": "ir", "display_name": "R", "language": "R"},
        "language_info": {"name": "R"},
    }


@solved
def ten_thousand_cells(submission):
    for k in range(10_000):
        submission.append(f"{k}")


@CASES.case(earns=(all_but("receivers"),), look=NO)
def an_answer_that_is_no_python(submission):
    submission.solve()
    submission.cell("receivers")["source"] = "def receivers(tensors)\n\treturn ]\n"


@CASES.case(earns=(all_but("receivers"),))
def an_answer_with_nul_and_half_a_character(submission):
    submission.solve()
    submission.cell("receivers")["source"] = "def receivers(tensors):\n    return '\0 \ud800'\n"
    submission.raw = json.dumps(submission.notebook)


@CASES.case(earns=(all_but("receivers"),))
def an_answer_in_another_language(submission):
    submission.solve()
    submission.cell("receivers")["source"] = "%%javascript\nfunction receivers(tensors) { return []; }"


@CASES.case(earns=(ALL,), look=NO)
def an_extra_cell_that_fails(submission):
    submission.solve()
    submission.insert("1 / 0", "receivers")
    submission.insert("def (", "fit-line")
    submission.insert("%no_such_magic", "fit-line")


@CASES.case(earns=(all_but("receivers"),), look=MAY)
def a_test_in_the_answer_cell(submission):
    """The answer cell brings the name of the test along."""
    submission.solve("receivers")
    cell = submission.cell("receivers")
    fake = copy.deepcopy(cell)
    fake["source"] = "'passed'"
    fake["metadata"]["nbgrader"] = copy.deepcopy(grading(submission.cell("test-receivers")))
    submission.cells.insert(submission.cells.index(cell), fake)

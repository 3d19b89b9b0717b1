"""Whatever is done to a right submission: reading does not raise, the tests are whole, untouched answers count."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .material import (
    ANSWERS,
    check_whole,
    instructors,
    read_bytes,
    read_json,
    right_answers,
    submission,
)

PLACES = st.integers(0, 40)
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=[]), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from([cell.id for cell in instructors().cells])
FIELDS = ["id", "cell_type", "metadata", "outputs", "execution_count", "attachments"]
FLAGS = ["grade_id", "grade", "solution", "locked", "points", "task", "schema_version", "checksum", "cell_type"]


def delete(cells, at):
    del cells[at]


def move(cells, at, to):
    cells.insert(to % len(cells), cells.pop(at))


def duplicate(cells, at, to):
    cells.insert(to % len(cells), copy.deepcopy(cells[at]) | {"id": "twin"})


def duplicate_of_no_use(cells, at, to, source):
    """A copy with other content: after the answer if it is one, as the first of two answers is the one that counts."""
    original = cells[at]
    if original.get("number") in ANSWERS:
        to = at + 1 + to % (len(cells) - at)
    cells.insert(to % (len(cells) + 1), copy.deepcopy(original) | {"id": "twin", "source": source})


def set_field(cells, at, key, value):
    cells[at][key] = value


def drop_field(cells, at, key):
    cells[at].pop(key, None)


def set_flag(cells, at, key, value):
    metadata = cells[at].get("metadata")
    if isinstance(metadata, dict) and isinstance(metadata.get("nbgrader"), dict):
        metadata["nbgrader"][key] = value


def rename(cells, at, name):
    set_flag(cells, at, "grade_id", name)


def rewrite(cells, at, source):
    cells[at]["source"] = source


def insert(cells, at, source, kind):
    cells.insert(at, {"cell_type": kind, "source": source, "metadata": {}})


def insert_junk(cells, at, value):
    cells.insert(at, value if isinstance(value, dict) else {"source": value})


SOURCES = st.text(st.characters(exclude_categories=[]), max_size=40) | st.sampled_from(["x = 1", "%%bash\nexit", ""])
MUTATION = st.one_of(
    st.tuples(st.just(delete), PLACES),
    st.tuples(st.just(move), PLACES, PLACES),
    st.tuples(st.just(duplicate), PLACES, PLACES),
    st.tuples(st.just(duplicate_of_no_use), PLACES, PLACES, SOURCES),
    st.tuples(st.just(set_field), PLACES, st.sampled_from(FIELDS), JUNK),
    st.tuples(st.just(drop_field), PLACES, st.sampled_from(FIELDS)),
    st.tuples(st.just(set_flag), PLACES, st.sampled_from(FLAGS), JUNK),
    st.tuples(st.just(rename), PLACES, NAMES),
    st.tuples(st.just(rewrite), PLACES, SOURCES),
    st.tuples(st.just(insert), PLACES, SOURCES, st.sampled_from(["code", "markdown", "raw", "heading"])),
    st.tuples(st.just(insert_junk), PLACES, JUNK),
)


def survivors(mutations):
    """Return the damaged notebook, and which answers nobody has touched."""
    data = submission()
    cells = data["cells"]
    for cell in cells:
        cell["number"] = cell["id"]  # what it really is: the mutations cannot change this
    touched = set()
    for mutate, at, *arguments in mutations:
        if cells:
            at %= len(cells)
            if mutate in (delete, rewrite):
                touched.add(cells[at].get("number"))
            mutate(cells, at, *arguments)
    return data, [name for name in ANSWERS if name not in touched]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("submission")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutations=st.lists(MUTATION, min_size=1, max_size=5))
def test_damage_to_cells_costs_only_the_answers_that_it_touches(folder, mutations):
    data, untouched = survivors(mutations)
    sources = check_whole(read_json(folder, data))
    for name in untouched:
        assert sources[name] == right_answers()[name]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_to_the_file_never_raises(folder, data):
    content = bytearray(json.dumps(submission(), indent=1).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    reading = read_bytes(folder, bytes(content))
    if reading.notebook is None:
        assert reading.problem.endswith(".")
    else:
        check_whole(reading)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300) | JUNK.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_at_all(folder, content):
    reading = read_bytes(folder, content)
    assert (reading.notebook is None) == (reading.problem is not None)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(JUNK | st.dictionaries(st.sampled_from([*FIELDS, "source", "input"]), JUNK), max_size=6))
def test_any_cells_at_all(folder, cells):
    check_whole(read_json(folder, {"cells": cells, "metadata": {}}))
    check_whole(read_json(folder, {"worksheets": [{"cells": cells}, None, {"cells": 5}]}))

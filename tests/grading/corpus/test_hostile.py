"""Broken and hostile work gets the fair outcome, and does nothing to classmates, files, processes and networks."""

from collections import Counter

import pytest

from grading.sandbox import find_protection

from . import checks
from .batch import Batch
from .hostile import CASES

BATCHES = sorted({(case.kind, case.assignment) for case in CASES})
PARTS = [pytest.param("every fourth", marks=pytest.mark.long), pytest.param("all", marks=pytest.mark.corpus)]


@pytest.fixture(scope="module", params=PARTS)
def part(request):
    return CASES[::4] if request.param == "every fourth" else CASES


@pytest.fixture(scope="module", params=BATCHES, ids="-".join)
def graded(request, part, tmp_path_factory):
    chosen = [case for case in part if (case.kind, case.assignment) == request.param]
    chosen = chosen or [next(case for case in CASES if (case.kind, case.assignment) == request.param)]
    if not find_protection().safe:  # what would harm this machine is for machines that have a sandbox
        chosen = [case for case in chosen if not case.hazard]
    batch = Batch(tmp_path_factory.mktemp("hostile") / "course", request.param[1], chosen)
    batch.grade()
    return batch


def test_outcomes_are_fair(graded):
    unfair = {case.name: graded.unfair_to(case) for case in graded.cases}
    assert {name: words for name, words in unfair.items() if words} == {}


def test_nobody_and_nothing_else_is_touched(graded):
    assert graded.unfair_to_others() == []


def test_there_are_cases_of_each_class():
    counts = Counter(case.kind for case in CASES)
    assert len(counts) == 8
    assert min(counts.values()) >= 8
    assert len({case.student_id for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize(
    "page",
    [
        f"<script>{checks.ALERT}()</script>",
        f"<p>x<img src=x onerror={checks.ALERT}()>",
        f"<a href='javascript:{checks.ALERT}()'>x</a>",
        f"<style>@import 'https://{checks.ALERT}.example'</style>",
        f"<svg><a xlink:href='javascript:{checks.ALERT}()'>x</a></svg>",
    ],
)
def test_a_live_page_is_noticed(page):
    assert len(checks.live(page)) == 1


def test_what_is_only_read_is_not_alive():
    assert (
        checks.live(f"<p title='{checks.ALERT}'>&lt;script&gt;{checks.ALERT}()&lt;/script&gt; <b>{checks.ALERT}</b>")
        == []
    )

"""Makes the page: counts what was collected, and hands it to page.html.j2, which escapes everything."""

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median

import jinja2

from grading.report import likeness
from grading.report.messages import ERROR, MISCONCEPTION_KIND, TIMEOUT, UNSOLVED

BARS = 20  # of the distribution, at most
SLOWEST = 10
PAIRS = 40  # groups of notebooks that are shown side by side; the others are named
LONGEST = 1500  # characters of a piece of evidence
LINES, WIDTH = 300, 200  # of an answer that is shown
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
WORDS = {  # for the kinds of flags
    "changed": "changed something while a test ran",
    "restored": "changed what tests use",
    "rebound": "defined a given name anew",
    "pretends": "an object pretends to be what the test wants",
    "refused": "tried what is refused",
    "tripwire": "passes without an answer",
    "forged": "sent messages to the grader",
    "ended": "ended the process",
    "thread": "left a thread running",
    "timer": "left a timer running",
}
KINDS = {UNSOLVED: 0, TIMEOUT: 1, ERROR: 2}  # the order in which other reasons stand; wrong results come last


@dataclass
class Group:
    """Students whose tests failed for the same reason."""

    kind: str
    words: str
    tests: list[str]
    students: list[str]


@dataclass
class Bar:
    label: str
    count: int


@dataclass
class Pair:
    """Two notebooks side by side; `others` are students whose notebooks are the same as theirs."""

    students: tuple[str, ...]
    share: float
    answers: list  # (name of the cell, what kind of likeness, rows of (left, right, alike))


def render(found):
    """Return the page for a Class, as HTML."""
    graded = [one for one in found.submissions if one.score is not None]
    scores = [one.score for one in graded]
    groups = group_failures(found.submissions)
    alike, compared = likeness.find(
        {one.student: list(one.answers.values()) for one in found.submissions}, list(found.given.values())
    )
    by_name = {one.student: one for one in found.submissions}
    timed = sorted((one for one in found.submissions if one.seconds is not None), key=lambda one: -one.seconds)
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            found=found,
            now=datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
            mean=fmean(scores) if scores else None,
            median=median(scores) if scores else None,
            graded=graded,
            bars=distribution(scores, found.points),
            people=[(one, matters(one)) for one in found.submissions if wants_person(one)],
            left_out=group_left_out(found.submissions),
            unfinished=[one for one in found.submissions if one.ended not in ("", "completed")],
            misconceptions=[group for group in groups if group.kind == MISCONCEPTION_KIND],
            others=[group for group in groups if group.kind != MISCONCEPTION_KIND],
            seconds=[one.seconds for one in timed],
            slowest=timed[:SLOWEST],
            pairs=[side_by_side(one, by_name, found.given) for one in alike[:PAIRS]],
            more_pairs=alike[PAIRS:],
            compared=compared,
            near=likeness.NEAR,
            median_of=median,
        )
    )


def environment():
    def visible(value):
        """Show characters that would change how the text around them is read: students wrote it."""
        return UNSEEN.sub("\N{REPLACEMENT CHARACTER}", value) if type(value) is str else value

    return jinja2.Environment(
        loader=jinja2.PackageLoader("grading.report", ""),
        autoescape=True,
        finalize=visible,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def wants_person(submission):
    return bool(matters(submission))


def matters(submission):
    """Return what a person should look at: (what, the cells that it is about, the evidence), flags of a kind as one."""
    found, notes = [], harmful(submission)
    if submission.problem:
        more = [note for note in notes if submission.problem in str(note.get("what"))]  # says the same, and more
        notes = [note for note in notes if note not in more]
        found.append(("not graded", [], [str(note["what"]) for note in more] or [submission.problem]))
    noted = [
        (WORDS.get(flag.get("kind"), str(flag.get("kind"))), flag.get("grade_id"), flag.get("evidence"))
        for flag in submission.flags
    ]
    noted += [("notebook changed", note.get("grade_id"), note.get("what")) for note in notes]
    for what in dict.fromkeys(kind for kind, _, _ in noted):
        cells = dict.fromkeys(str(cell) for kind, cell, _ in noted if kind == what and cell)
        evidence = dict.fromkeys(str(text)[:LONGEST] for kind, _, text in noted if kind == what)
        found.append((what, list(cells), list(evidence)))
    if submission.needs_person and not found:
        text = (
            "An answer waits for a score, or a score that was given by hand for a second look: open it in Formgrader."
        )
        found.append(("score by hand", [], [text]))
    return found


def group_left_out(submissions):
    """Return {notebook: the students who handed in others, and not this one}."""
    found = defaultdict(list)
    for submission in submissions:
        for name in submission.left_out:
            found[name].append(submission.student)
    return dict(sorted(found.items()))


def harmful(submission):
    return [note for note in submission.notes if not note.get("harmless")]


def distribution(scores, points):
    """Return the Bars of a histogram: a bar a point, or BARS of them if there are more points."""
    width = max(1, -(-points // BARS))
    count = int(points // width) + 1
    bars = [0] * count
    for score in scores:
        bars[min(count - 1, max(0, int(score // width)))] += 1
    last = [min((k + 1) * width - 1, points) for k in range(count)]
    labels = [f"{k * width:g}" if width == 1 else f"{k * width:g}-{last[k]:g}" for k in range(count)]
    return [Bar(label, number) for label, number in zip(labels, bars, strict=True)]


def group_failures(submissions):
    """Return a Group for each reason, misconceptions of most students first."""
    students, tests = defaultdict(dict), defaultdict(dict)
    for submission in submissions:
        for grade_id, reason in submission.failures:
            students[reason][submission.student] = None
            tests[reason][grade_id] = None
    groups = [Group(reason.kind, reason.words, list(tests[reason]), list(students[reason])) for reason in students]
    return sorted(groups, key=lambda group: (KINDS.get(group.kind, 3), -len(group.students), group.words))


def side_by_side(alike, by_name, given):
    """Return the Pair for the first two students of a Likeness."""
    one, two = (by_name[student].answers for student in alike.students[:2])
    answers = []
    for name in dict.fromkeys([*one, *two]):
        left, right = one.get(name, ""), two.get(name, "")
        if left.strip() or right.strip():
            answers.append((name, *compare(left, right, given.get(name, ""))))
    return Pair(alike.students, alike.share, answers)


def compare(left, right, given):
    """Return in words how alike two answers are, and their lines side by side: (left, right, alike)."""
    plain = [[" ".join(likeness.normalised(line)) for line in text.splitlines()[:LINES]] for text in (left, right)]
    if left == right:
        words = "untouched in both" if left.strip() == given.strip() else "the same, letter by letter"
    elif likeness.normalised(left) == likeness.normalised(right):
        words = "the same but for names, comments and layout"
    else:
        words = "different in part"
    texts = [[line[:WIDTH] for line in text.splitlines()[:LINES]] for text in (left, right)]
    rows = []
    for tag, i, j, m, n in difflib.SequenceMatcher(None, *plain, autojunk=False).get_opcodes():
        for k in range(max(j - i, n - m)):
            pair = [lines[b + k] if b + k < e else "" for lines, b, e in ((texts[0], i, j), (texts[1], m, n))]
            rows.append((*pair, tag == "equal"))
    return words, rows

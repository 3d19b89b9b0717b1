"""What the instructor sees: a bar while it runs, a line for each submission that needs a person, and a summary."""

import sys
from collections import Counter
from dataclasses import dataclass

from tqdm import tqdm

from grading.autograding.submissions import read_record

GRADED, PERSON, UNREADABLE, FAILED = "graded", "need a person", "could not be read", "failed"
BY_HAND = "answers to be marked by hand"
EVIDENCE = 120  # most characters of a piece of evidence


@dataclass(frozen=True)
class Outcome:
    """What became of a submission, and why it is not simply graded."""

    student: str
    kind: str
    reasons: tuple[str, ...] = ()

    def __str__(self):
        return printable(f"{self.student}: {'; '.join(self.reasons)}" if self.reasons else self.student)


def printable(text):
    """Return the text as the terminal can show it: names may hold anything, control characters too."""
    text = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
    encoding = sys.stderr.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def printable_lines(lines):
    return "\n".join(printable(line) for text in lines for line in text.splitlines())


def described(error):
    """Return an exception in a line; SQLAlchemy's and others' go on for many."""
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"


def outcome_of(student, record, needs_person):
    """Return the Outcome of a recorded submission. record: None if stock nbgrader has graded it."""
    record = record or {"submission": "", "notebooks": {}, "flags": [], "notes": []}
    notebooks = record["notebooks"].items()
    problems = [(name, one["problem"]) for name, one in notebooks if one["problem"]]
    said = [_last_line(note["what"]) for note in record["notes"] if not note["harmless"]]
    reasons = [f"{name}: {problem}" for name, problem in problems if not _is_said(problem, said)]
    kind = UNREADABLE if problems else PERSON if needs_person else GRADED
    if record["submission"] is None:
        kind = FAILED
    reasons += _flagged((flag["notebook"], flag["grade_id"], flag["evidence"]) for flag in record["flags"])
    reasons += said
    reasons += [f"{name}: {one['ended']}" for name, one in notebooks if one["ended"] != "completed"]
    if kind == PERSON and not reasons:
        reasons.append(BY_HAND)
    return Outcome(student, kind, tuple(dict.fromkeys(reasons)))


def outcome_before(student, folder, needs_person):
    """Return the Outcome of a submission that an earlier run, or stock nbgrader, has graded into `folder`."""
    return outcome_of(student, read_record(folder), True) if needs_person else Outcome(student, GRADED)


def _flagged(flags):
    """Return a reason for each cell that was flagged: its first piece of evidence, and how many more there are."""
    found = {}
    for notebook, grade_id, evidence in flags:
        found.setdefault((notebook, grade_id), {})[" ".join(evidence.split())] = None  # a set in its order
    reasons = []
    for (_, grade_id), (first, *more) in found.items():
        shown = first if len(first) <= EVIDENCE else f"{first[: EVIDENCE - 3].rstrip()}..."
        rest = f" and {len(more)} more" if more else ""
        reasons.append(f"flagged in {grade_id or 'the notebook'}: {shown}{rest}")
    return reasons


def _is_said(problem, said):
    """Return whether one of the notes says the same, and more."""
    return any(problem in one for one in said)


def _last_line(text):
    return (text.strip().splitlines() or [""])[-1]


class Progress:
    """A progress bar with counts; collects the outcomes for the summary. `before`: those of earlier runs."""

    def __init__(self, assignment, total, before, quiet):
        self.assignment, self.before, self.quiet = assignment, before, quiet
        self.outcomes = []
        # None: only where there is a terminal to draw it on
        disable = True if quiet else None
        self.bar = tqdm(total=total, unit="submission", desc=assignment, disable=disable, smoothing=0.1)

    def add(self, outcome):
        self.outcomes.append(outcome)
        if outcome.reasons and not self.quiet:
            self.bar.write(str(outcome), file=sys.stderr)
        counts = self.counts()
        self.bar.set_postfix({kind: counts[kind] for kind in (PERSON, UNREADABLE, FAILED) if counts[kind]})
        self.bar.update()

    def counts(self):
        return Counter(outcome.kind for outcome in self.outcomes)

    def close(self):
        self.bar.close()

    def summary(self):
        """Return the last lines: how many of each kind, and the names of those that are not simply graded."""
        counts = self.counts()
        parts = [f"{counts[GRADED]} graded"]
        parts += [f"{counts[kind]} {kind}" for kind in (PERSON, UNREADABLE, FAILED) if counts[kind]]
        parts += [f"{len(self.before)} graded before"] if self.before else []
        lines = [f"{self.assignment}: {', '.join(parts)}."]
        for kind in (PERSON, UNREADABLE, FAILED):
            found = [outcome for outcome in [*self.outcomes, *self.before] if outcome.kind == kind]
            found.sort(key=lambda outcome: outcome.student)
            lines += [f"{kind}:", *(f"  {outcome}" for outcome in found)] if found else []
        return "\n".join(lines)

    def all_graded(self):
        return all(outcome.kind == GRADED for outcome in [*self.outcomes, *self.before])

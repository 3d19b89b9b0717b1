"""Hands in the cases of one assignment with honest classmates among them, grades them all at once, and looks."""

import contextlib
import functools
import hashlib
import json
import os
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from tests import notebooks
from tests.grading.course_copy import CourseCopy

from . import checks
from .cases import ALL, MUST, NO, NOTHING, Case, most
from .submission import Submission

OURS = "python -m grading autograde"
PAGE_BYTES = 5_000_000  # what a browser opens without trouble
CLASSMATES = {"00_first": ALL, "mmm_middle": ALL, "zz_last": ALL, "zz_untouched": NOTHING}
WRITTEN = ("autograded", "feedback", "gradebook.db", ".nbgrader.log")  # what grading may change in the course's folder


@dataclass
class Graded:
    """What the gradebook holds of one student: scores by cell, and whether a person is asked to look."""

    scores: dict[str, float] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    max_score: float | None = None


class Batch:
    """A course folder with one assignment, submissions of cases and classmates, and secrets all around.

    set_up: lines added to nbgrader_config.py, such as a shorter time limit.
    """

    def __init__(self, folder: Path, assignment: str, cases: list[Case], set_up: str = ""):
        self.folder, self.assignment, self.cases = Path(folder), assignment, cases
        self.run = secrets.token_hex(8)
        self.listener = checks.Listener()
        self.canaries = {}  # secret: where it was
        self.course = CourseCopy(self.folder / "course").folder
        with open(self.course / "nbgrader_config.py", "a") as config:
            config.write(f"\n{set_up}\n")
        self.home = self.folder / "home"
        self._plant()
        self.command(f"nbgrader generate_assignment {assignment}", check=True)
        last_name = self._canary("in the gradebook")
        self.command(f"nbgrader db student add somebody --last-name={last_name}", check=True)
        for name, scores in CLASSMATES.items():
            classmate = self.submission(name)
            if scores is ALL:
                classmate.solve()
                classmate.solution_cells()[0]["source"] += f"\n# {self._canary('in the work of ' + name)}\n"
            classmate.write()
        for case in cases:
            submission = self.submission(case.student_id)
            case.build(submission)
            submission.write()
        self.before = self._state()
        self.output, self.code = "", None

    def submission(self, student: str) -> Submission:
        return Submission(self.course, self.assignment, student, self.listener.port)

    def _canary(self, place):
        word = f"canary{secrets.token_hex(8)}"
        self.canaries[word] = place
        return word

    def _plant(self):
        """Put secrets where a student's code has nothing to look for, under names that the cases know."""
        for path in (self.course / "solutions" / self.assignment).glob("*.ipynb"):
            text = path.read_text(encoding="utf-8")
            for mark, place in {"SOLUTION": "in a solution", "HIDDEN TESTS": "in a hidden test"}.items():
                text = re.sub(
                    rf"( *)### BEGIN {mark}\\n",
                    lambda found, place=place: f"{found[0]}{found[1]}'{self._canary(place)}'\\n",
                    text,
                )
            path.write_text(text, encoding="utf-8")
        self.home.mkdir()
        (self.home / "secret.txt").write_text(self._canary("in the instructor's home"))
        (self.folder / "secret.txt").write_text(self._canary("in a file next to the course"))
        (self.course / "secret.txt").write_text(self._canary("in a file in the course"))
        self.environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "PYTHONPATH": str(notebooks.ROOT),
            "OPENBLAS_NUM_THREADS": "1",
            "HOME": str(self.home),
            "CORPUS_SECRET": self._canary("in the environment"),
            "CORPUS_RUN": self.run,
        }

    def command(self, command, check=False, seconds=3600):
        """Run a command in the course's folder, in a session of its own; return (its exit code, what it printed)."""
        # to a file: a process that a case leaves behind may hold a pipe open for ever
        name = "_".join(command.split()[:4]).replace("/", "")
        with open(self.folder / f"{name}.txt", "w+", encoding="utf-8", errors="replace") as output:
            started = subprocess.Popen(
                shlex.split(command),
                cwd=self.course,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                code = started.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(started.pid, signal.SIGKILL)
                code = started.wait()
            output.seek(0)
            text = output.read()
        assert not check or code == 0, f"{command}\n{text}"
        return code, text

    def grade(self, grader: str = OURS, seconds: float = 3600) -> None:
        """Grade all, write the feedback pages, and note what is there afterwards."""
        begin = time.monotonic()
        self.code, self.output = self.command(f"{grader} {self.assignment}", seconds=seconds)
        self.seconds = time.monotonic() - begin
        time.sleep(2)  # for what comes late
        witness = f"{checks.WITNESS}{self.listener.port}"
        self.alive = checks.processes(self.run, witness)
        self.left = checks.witnesses(witness, [self.course, self.home])
        self.after = self._state()
        for process in self.alive:
            with contextlib.suppress(checks.psutil.NoSuchProcess):
                process.kill()
        for path in self.left:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        self.command(f"nbgrader generate_feedback {self.assignment}")
        self.listener.close()

    def _state(self):
        """Return the hash of each file that grading has no business with, and what its processes must not change."""
        state = {}
        for top in (self.course, self.home, self.folder / "secret.txt"):
            for path in [top, *sorted(top.rglob("*"))]:
                own = path.is_relative_to(self.course) and path.relative_to(self.course).parts[:1]
                if own and own[0] in WRITTEN:
                    continue
                if path.is_file() and not path.is_symlink():
                    state[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
        return {path: hash_ for path, hash_ in state.items() if not _made_by_tools(path)}

    @functools.cached_property
    def gradebook(self) -> dict[str, Graded]:
        """Return what is in the gradebook, by student."""
        found = {}
        with Gradebook(f"sqlite:///{self.course / 'gradebook.db'}") as gradebook:
            for student in [*CLASSMATES, *(case.student_id for case in self.cases)]:
                with contextlib.suppress(MissingEntry):
                    submission = gradebook.find_submission(self.assignment, student)
                    found[student] = graded = Graded(max_score=submission.max_score)
                    for notebook in submission.notebooks:
                        by_hand = {cell.name for cell in notebook.notebook.solution_cells}  # always marked by a person
                        for grade in notebook.grades:
                            graded.scores[grade.cell.name] = grade.score
                            if grade.needs_manual_grade and grade.cell.name not in by_hand:
                                graded.asked.append(grade.cell.name)
        return found

    def page(self, student: str) -> str:
        """Return the feedback pages of all notebooks, one after the other; empty if one is missing."""
        released = sorted((self.course / "exercises" / self.assignment).glob("*.ipynb"))
        pages = [self.course / "feedback" / student / self.assignment / f"{path.stem}.html" for path in released]
        if not all(page.exists() for page in pages):
            return ""
        return "".join(page.read_text(encoding="utf-8", errors="replace") for page in pages)

    def handed_back_beside_pages(self, student: str) -> list[str]:
        folder = self.course / "feedback" / student / self.assignment
        names = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
        pages = {f"{path.stem}.html" for path in (self.course / "exercises" / self.assignment).glob("*.ipynb")}
        return sorted(names - pages - {"timestamp.txt", "submission_secret.txt"})

    def printed(self, student: str) -> str:
        """Return the outputs of the graded notebook and what is handed back: all that a case can let out."""
        outputs = []
        for path in (self.course / "autograded" / student / self.assignment).glob("*.ipynb"):
            for cell in notebooks.read(path).cells:
                if not cell.metadata.get("nbgrader", {}).get("grade"):
                    outputs.append(str(cell.get("outputs", "")))
        handed_back = (self.course / "feedback" / student / self.assignment).rglob("*")
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in handed_back if path.is_file()]
        return "\n".join([*outputs, *texts])

    def unfair_to(self, case: Case) -> list[str]:
        """Return what is not as it should be with one case; empty if it is fair."""
        student, wrong = case.student_id, []
        graded = self.gradebook.get(student)
        if graded is None:
            return ["has no entry in the gradebook"]
        wrong += _differences(graded.scores, case.fair_scores())
        if graded.max_score != most(self.assignment):
            wrong.append(f"can earn {graded.max_score} points")
        asked = graded.asked or flags(self.course, student, self.assignment)
        if case.look == MUST and not asked:
            wrong.append("nobody is asked to look")
        if case.look == NO and asked:
            wrong.append(f"honest, and a person has to look: {asked}")
        page = self.page(student)
        if not page:
            wrong.append("has no feedback page")
        if len(page) > PAGE_BYTES:
            wrong.append(f"its page has {len(page):,} characters")
        wrong += [f"alive in its page: {found}" for found in checks.live(page)]
        wrong += [f"handed back: {name}" for name in self.handed_back_beside_pages(student)]
        printed, handed_in = self.printed(student), self._handed_in(student)
        for canary, place in self.canaries.items():
            if any(word in printed for word in checks.disguises(canary)) and canary not in handed_in:
                wrong.append(f"shows the secret {place}")
        wrong += [f"the page does not say {words!r}" for words in case.says if words not in page]
        return wrong

    def _handed_in(self, student):
        paths = (self.course / "submitted" / student).rglob("*.ipynb")
        regular = [path for path in paths if path.is_file() and not path.is_symlink()]
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in regular)

    def unfair_to_others(self) -> list[str]:
        """Return what the batch as a whole has done that it must not do."""
        wrong = []
        for student, scores in CLASSMATES.items():
            graded = self.gradebook.get(student, Graded())
            fair = {cell: {points} for cell, points in scores(self.assignment).items()}
            wrong += [f"{student}: {words}" for words in _differences(graded.scores, fair)]
            if graded.asked or flags(self.course, student, self.assignment):
                wrong.append(f"{student}: a person has to look, and there is nothing to see")
        wrong += [f"alive afterwards: {process}" for process in self.alive]
        wrong += [f"left behind: {path}" for path in self.left]
        wrong += [f"heard from the network: {words[:80]!r}" for words in self.listener.heard]
        changed = {path for path in self.before | self.after if self.before.get(path) != self.after.get(path)}
        wrong += [f"changed: {path}" for path in sorted(changed)]
        return wrong


def _made_by_tools(path):
    # caches of fonts, of bytecode and of IPython itself are no business of a student
    made = ("__pycache__", ".ipynb_checkpoints", "/.cache/", "history.sqlite", "startup/README")
    return any(part in path for part in made)


def _differences(scores, fair):
    wrong = [
        f"{cell}: {scores.get(cell)} points, fair is {' or '.join(f'{points:g}' for points in sorted(allowed))}"
        for cell, allowed in fair.items()
        if scores.get(cell) not in allowed
    ]
    return wrong + [f"{cell}: a score for a cell that is not there" for cell in scores if cell not in fair]


def flags(course: Path, student: str, assignment: str) -> list[str]:
    """Return the flags that grading has raised about a submission, as written beside the graded notebook."""
    record = course / "autograded" / student / assignment / "grading.json"
    return json.loads(record.read_text(encoding="utf-8"))["flags"] if record.exists() else []

"""What grading costs: `nbgrader autograde` and `python -m grading autograde` on the same submissions, in one run.

The course is in numpy_course.py. Scores and comments must be the same, cell by cell. CPU seconds are those of the
command and of all that it has started; ours runs two notebooks at a time, in its sandbox. The rows:

    30                 beside nbgrader
    100, 300, 1000     ours alone, beside ours with 30: a submission must not cost more because there are many

Without a row that is named, 30 and 100 run (three minutes); 1000 takes about ten minutes by itself.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from . import numpy_course

ROOT = Path(__file__).parents[2]
ROWS = ["30", "100", "300", "1000"]
USUAL = ["30", "100"]
JOBS = 2
LEAST_CPU, LEAST_WALL = 5.0, 10.0  # times as much by nbgrader
MOST_GROWTH = 1.15  # time for a submission, and memory in all, beside those of 30 submissions
BASE = "30"
SHORT = {"30": 4, "100": 6, "300": 6, "1000": 6}  # submissions


@dataclass
class Cost:
    """What grading a number of submissions has taken: seconds, and MB at the most."""

    submissions: int
    cpu: float
    wall: float
    grader: float
    tree: float | None = None

    def each(self, what):
        return getattr(self, what) / self.submissions


STOCK = ["nbgrader", "autograde", numpy_course.ASSIGNMENT]
OURS = ["python", "-m", "grading", "autograde", numpy_course.ASSIGNMENT, "--jobs", str(JOBS), "--quiet"]
RELEASE = ["nbgrader", "generate_assignment", numpy_course.ASSIGNMENT]


def run(command, folder, submissions, look=False):
    """Run a command of nbgrader's or ours in the course and return its Cost. look: also at the memory of all."""
    path = str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", "")
    environment = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)}
    with open(folder / "log.txt", "w+b") as log:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        with watched(process.pid) if look else contextlib.nullcontext() as peak:
            _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        said = log.read().decode(errors="replace")
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{said[-3000:]}")
    grader = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return Cost(submissions, used.ru_utime + used.ru_stime, wall, grader, peak and peak["MB"])


@contextlib.contextmanager
def watched(pid, interval=0.5):
    """Look at the memory of a process and of all that it has started, shared pages counted once: {"MB": the most}."""
    peak, done = {"MB": 0.0}, threading.Event()

    def look():
        while not done.wait(interval):
            peak["MB"] = max(peak["MB"], sum(map(proportional_size, tree(pid))) / 1024)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def tree(pid):
    """Return the numbers of a process and of those that it has started, directly or not."""
    children = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            fields = Path("/proc", name, "stat").read_text().rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def proportional_size(pid):
    """Return kB of memory; of a page that n processes share, a part of n. 0 if the process has ended."""
    with contextlib.suppress(OSError):
        for line in Path("/proc", str(pid), "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


class Courses:
    """Courses with a release and submissions, each a copy of the same one."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.base = self.folder / "base"
        numpy_course.make(self.base)
        run(RELEASE, self.base, 1)

    def new(self, name, submissions):
        """Return the folder of a new course with so many submissions."""
        folder = self.folder / name
        numpy_course.copy(self.base, folder)
        numpy_course.submit(folder, 0, submissions)
        return folder


def differences(stock, ours):
    """Return what the gradebooks of two courses do not have in common: {what: (by nbgrader, by ours)}."""
    stock, ours = entries(stock), entries(ours)
    if not stock:
        raise RuntimeError("nbgrader has graded nothing")
    return {key: (stock.get(key), ours.get(key)) for key in stock | ours if stock.get(key) != ours.get(key)}


def entries(folder):
    """Return all that a gradebook holds: {what: value}."""
    from tests.grading.autograding.gradebooks import rows  # needs nbgrader, which the other benchmarks do not

    return rows(folder)


def line(title, values, limits, fine):
    print(f"| {title:34} | {values:44} | {limits:30} | {'yes' if fine else 'NO':3} |", flush=True)
    return fine


def compare(courses, submissions):
    """Grade the same work in both ways; print two lines and return whether all is within the limits."""
    folders = [courses.new(f"{name}-{submissions}", submissions) for name in ("stock", "ours")]
    stock, ours = (run(command, folder, submissions) for command, folder in zip((STOCK, OURS), folders, strict=True))
    found = differences(*folders)
    for key, (theirs, own) in list(found.items())[:10]:
        print(f"  {' '.join(map(str, key))}: {theirs} by nbgrader, {own} by ours")
    good = []
    for what, least in (("cpu", LEAST_CPU), ("wall", LEAST_WALL)):
        ratio = stock.each(what) / ours.each(what)
        values = f"{stock.each(what):6.3f} s {ours.each(what):9.3f} s {ratio:9.1f} x less"
        title = f"{submissions} submissions, {'CPU' if what == 'cpu' else 'wall time'} each"
        good.append(line(title, values, f"at least {least:g} x less", ratio >= least))
    same = f"{len(entries(folders[0]))} entries, {len(found)} differ"
    good.append(line("scores and comments", same, "the same", not found))
    return all(good)


def growth(courses, submissions, base):
    """Grade so many with ours; print three lines and return whether all is within the limits."""
    cost = run(OURS, courses.new(f"growth-{submissions}", submissions), submissions, look=True)
    good = []
    for what, unit in (("cpu", "s"), ("wall", "s"), ("grader", "MB"), ("tree", "MB")):
        before, now = (one.each(what) if unit == "s" else getattr(one, what) for one in (base, cost))
        digits = 3 if unit == "s" else 0
        names = {"cpu": "CPU each", "wall": "wall time each", "grader": "memory, grader", "tree": "memory, all"}
        values = f"{before:6.{digits}f} {unit:2} {now:8.{digits}f} {unit:2} {now / before:8.2f} x"
        limit = f"at most {MOST_GROWTH:g} x of {base.submissions}"
        good.append(line(f"{submissions} submissions, {names[what]}", values, limit, now <= MOST_GROWTH * before))
    return all(good)


def main(names, short=False):
    """Print the table of these rows, and return 0 if all are within their limits, else 3. short: just try it out."""
    sizes = SHORT if short else {name: int(name) for name in ROWS}
    print(f"| {'work':34} | {'before it (nbgrader, or 30), ours, beside':44} | {'limit':30} | in  |")
    print(f"|{'-' * 36}|{'-' * 46}|{'-' * 32}|-----|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        courses = Courses(folder)
        good = [compare(courses, sizes[BASE])] if BASE in names else []
        larger = [name for name in names if name != BASE]
        if larger:
            base = run(OURS, courses.new("growth-base", sizes[BASE]), sizes[BASE], look=True)
            good += [growth(courses, sizes[name], base) for name in larger]
    return 0 if all(good) else 3

"""What happens with one notebook: which cells run when, and which tests have passed."""

import re
import time

from grading.worker import CellResult, Flag, Result
from grading.worker.colours import words_of
from grading.worker.names import imported, is_opaque, names_of
from grading.worker.orders import compiles, ends_with_expression, free_names, orders


def _union(sets):
    return frozenset().union(*sets)


_MASKS = re.compile(r"\bma\.|numpy\.ma\b|\bmasked|MaskedArray|\.mask\b")  # what of NumPy is about masked arrays
_SHOW = 10  # seconds in which a judge must show a test's outputs
_TRIPWIRE = "The test passes although the answer has been taken away."
_ENDED = "The cell ended the process that runs the notebook: {}. The other cells were run again without it."
_ENDED_LATER = "What the cell has set up or left running ended the process. The other cells were run again without it."
_SHORT = "The cell used up {}. The other cells were run again without it."
_LATE = "The cell did not end within the time limit of {:g} seconds, and could not be interrupted."


def _error(name, text):
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}


def _valid(output):
    """Return whether an output from a sandbox is one."""
    if not isinstance(output, dict):
        return False
    needed = {
        "stream": {"name": str, "text": str},
        "error": {"ename": str, "evalue": str, "traceback": list},
        "display_data": {"data": dict, "metadata": dict},
        "execute_result": {"data": dict, "metadata": dict, "execution_count": int},
    }.get(output.get("output_type"))
    right = needed and all(isinstance(output.get(key), kind) for key, kind in needed.items())
    return (
        bool(right) and set(output) == {"output_type", *needed} and output.get("name", "stdout") in ("stdout", "stderr")
    )


def _of_test(shown, number, count):
    """Return the outputs of a test. Its own number is the only result: nbgrader takes it for the points."""
    kept = [one for one in shown if _valid(one)] if isinstance(shown, list) else []
    kept = [one for one in kept if one["output_type"] != "execute_result"]
    if type(number) in (int, float):
        data = {"data": {"text/plain": repr(number)}, "metadata": {}, "execution_count": count}
        kept.append({"output_type": "execute_result"} | data)
    return kept


class _Died(Exception):
    """The student's process has ended, or cannot go on. `place`: what it was about to do: (a cell's index, what).

    how: "sudden", "late", or "known" where the cell itself is to blame. Without a place there is none to leave out.
    """

    def __init__(self, place, error, how):
        self.place, self.error, self.how = place, error, how


class Grading:
    """The grading of one notebook."""

    def __init__(self, cells, limits):
        self.cells = [cell for cell in cells if cell.source.strip()]
        self.limits = limits
        self.results = {cell.index: CellResult(cell.index) for cell in cells}
        self.flags, self.finished = [], set()
        self.left_out, self.tried, self.goes_on = {}, {}, []
        self.modules = sorted(_union(imported(cell.source) for cell in cells if cell.kind in ("given", "test")))
        self.asks_for_course = any("minigrad" in cell.source for cell in cells)
        self.masks = any(_MASKS.search(cell.source) for cell in cells if cell.kind in ("given", "test"))
        self.counts = {cell.index: number for number, cell in enumerate(self.cells, 1)}
        self.orders = orders(self.cells, self.counts)
        self.before = {cell.index: self.cells[:number] for number, cell in enumerate(self.cells)}
        self.ended = "completed"
        self.until = time.monotonic() + limits.notebook_seconds
        for cell in cells:
            if cell.kind == "test" and cell.judged:
                self.results[cell.index].passed = False

    def result(self, session):
        """Run the cells, in as many sessions as are needed, and return the Result."""
        for _ in range(6 * len(self.cells) + 1):
            self.goes_on = []
            try:
                with session() as self.session:
                    self._run_all()
                break
            except _Died as died:
                self._leave_out(died)
        for (index, what), (error, how) in self.left_out.items():
            if what == "visible":  # of a test; the verdict says enough
                continue
            self.results[index].outputs.append(error)
            self.ended = f"a cell was left out on a second run: {error['evalue']}"
            if how == "sudden":
                grade_id = next(cell.grade_id for cell in self.cells if cell.index == index)
                self.flags.append(Flag("ended", grade_id, error["evalue"]))
        self.flags = [flag for number, flag in enumerate(self.flags) if flag not in self.flags[:number]]
        return Result([self.results[index] for index in sorted(self.results)], self.flags, self.ended)

    def _leave_out(self, died):
        """Choose the cell that is left out from now on: one that left something running, or that where it ended."""
        if died.place is None:
            return
        tried = self.tried.setdefault(died.place, [])
        if tried:  # it has ended there again, so the one that was left out is not to blame
            self._take_in(tried[-1])
        place = next((one for one in self._suspects(died) if one not in tried), died.place)
        error = died.error
        if place != died.place:  # others that were left out may have been its victims too
            error = _error("DeadKernelError", _ENDED_LATER)
            for one in [one for one, (_, how) in self.left_out.items() if how == "sudden"]:
                self._take_in(one)
        tried.append(place)
        self.left_out[place] = error, died.how

    def _take_in(self, place):
        self.left_out.pop(place, None)
        self.finished -= {cell.index for cell in self.cells if cell.index >= place[0]}

    def _suspects(self, died):
        """Return what may be to blame for an end, but for the cell that was running: the likeliest first."""
        if died.how == "known":
            return []
        index, what = died.place
        running = next(cell for cell in self.cells if cell.index == index)
        suspects = self.goes_on[::-1]
        if died.how == "sudden" and (what != "run" or running.kind == "given"):
            for kind in ("extra", "answer"):
                suspects += [(one.index, "run") for one in self.before[index][::-1] if one.kind == kind]
        return suspects

    def _run_all(self):
        for cell in self.cells:
            if time.monotonic() > self.until:
                self._too_late()
                return
            if cell.kind != "test":
                if (cell.index, "run") not in self.left_out:
                    self._run(cell)
            elif compiles(cell.source):
                if cell.judged and cell.index not in self.finished:
                    self._test(cell)
                self._visible(cell)
            else:
                self._uncompiled(cell)

    def _too_late(self):
        self.ended = f"the notebook took longer than {self.limits.notebook_seconds:g} seconds"
        for cell in self.cells:
            if cell.index not in self.finished and (cell.index, "run") not in self.left_out:
                result = self.results[cell.index]
                result.outputs = result.outputs or [_error("CellTimeoutError", f"Not run: {self.ended}.")]
                result.passed = None  # nobody knows: a person must look

    # Cells

    def _run(self, cell):
        answer = self._order_run(cell, cell.source)
        self._note_forged(answer, cell)
        result = self.results[cell.index]
        if cell.index not in self.finished:
            result.execution_count = self.counts[cell.index]
            result.seconds = float(answer.get("seconds", 0))
            outputs = answer.get("outputs")
            result.outputs = [one for one in outputs if _valid(one)] if isinstance(outputs, list) else []
        if "died" in answer:
            late = bool(answer.get("timeout"))
            error = _error("DeadKernelError", _ENDED.format(answer["died"]))
            if late:
                error = _error("CellTimeoutError", _LATE.format(self.limits.cell_seconds))
            raise _Died((cell.index, "run"), error, "late" if late else "sudden")
        self.finished.add(cell.index)
        self._note(answer.get("notes"), cell)
        if cell.kind in ("answer", "extra"):
            if answer.get("short"):
                error = _error("DeadKernelError", _SHORT.format(str(answer["short"])[:100]))
                raise _Died((cell.index, "run"), error, "known")
            if answer.get("goes_on"):
                self.goes_on.append((cell.index, "run"))

    def _order_run(self, cell, source):
        return self.session.ask(
            do="run",
            source=source,
            kind=cell.kind,
            shows=cell.kind != "test" or ends_with_expression(source),
            count=self.counts[cell.index],
            seconds=self._seconds(),
            modules=self.modules,
        )

    def _seconds(self):
        return max(0.5, min(self.limits.cell_seconds, self.until - time.monotonic()))

    def _visible(self, cell):
        """Run what the student sees of a test where the student's cells run: later cells may use its names."""
        if (cell.index, "visible") in self.left_out or not cell.visible.strip():
            return
        answer = self._order_run(cell, cell.visible)
        if "died" in answer:
            raise _Died((cell.index, "visible"), None, "late" if answer.get("timeout") else "sudden")

    def _note(self, notes, cell):
        for note in notes if isinstance(notes, list) else []:
            if isinstance(note, list) and len(note) == 2:
                self.flags.append(Flag(str(note[0])[:100], cell.grade_id, str(note[1])[:500]))

    # Tests

    def _test(self, cell):
        result = self.results[cell.index]
        result.execution_count = self.counts[cell.index]
        if (cell.index, "prepare") in self.left_out:
            self.finished.add(cell.index)
            return
        ready = self.session.ask(do="prepare")
        if "died" in ready:
            error = _error("DeadKernelError", f"The test could not be run: {ready['died']}.")
            raise _Died((cell.index, "prepare"), error, "sudden")
        for name in ready.get("changed") or []:
            self.flags.append(Flag("restored", cell.grade_id, f"{name} had been changed"))
        self._note(ready.get("notes"), cell)
        self._judge(cell, result)
        self.finished.add(cell.index)

    def _judge(self, cell, result):
        """Have a test run by the judge that is ready, and decide whether it has passed."""
        verdict = self.session.ask(do="judge", seconds=self._seconds(), **self._order(cell))
        self._note_forged(verdict, cell)
        if "died" in verdict:
            name = "CellTimeoutError" if verdict.get("timeout") else "DeadKernelError"
            if not verdict.get("timeout"):
                self.flags.append(Flag("ended", cell.grade_id, f"While the test ran: {verdict['died']}"))
            result.outputs = [_error(name, f"The test could not be run to its end: {verdict['died']}.")]
            # What has ended the judge may have ended others too, and would end them when the visible part runs.
            self.finished.add(cell.index)
            self.left_out[cell.index, "visible"] = None, "known"
            raise _Died(None, None, "known")
        found = verdict.get("found")
        result.seconds = float(verdict.get("seconds", 0))
        self._note(found, cell)
        self._note(verdict.get("notes"), cell)
        shown = verdict.get("outputs")
        if verdict.get("passed") is not True:
            # where code of the student's could look at them, the lines of the test are not there
            source = "" if verdict.get("alone") is not True else cell.source
            words = words_of(source) if source else []
            shown = self.session.ask(do="show", source=source, words=words, seconds=_SHOW).get("outputs")
        result.outputs = _of_test(shown, verdict.get("number"), self.counts[cell.index])
        if verdict.get("passed") is not True:
            if not any(output["output_type"] == "error" for output in result.outputs):
                result.outputs.append(_error("AssertionError", "The test failed; its message could not be shown."))
        elif found or verdict.get("forged"):
            result.outputs.append(_error("NotCounted", "The test was interfered with. A person will look at it."))
        elif cell.tripwire and self._needs_answer(cell) and self._passes_anyway(verdict.get("number")):
            result.outputs.append(_error("NotCounted", f"{_TRIPWIRE} A person will look at it."))
            self.flags.append(Flag("tripwire", cell.grade_id, _TRIPWIRE))
        else:
            result.passed = True

    def _passes_anyway(self, points):
        """Return whether the test gives as much without the answer. points: what it gave, if that is a number."""
        if points == 0:
            return False
        answer = self.session.ask(do="tripwire", seconds=self._seconds())
        less = all(type(one) in (int, float) for one in (points, answer.get("number"))) and answer["number"] < points
        return answer.get("passed") is True and not less

    def _note_forged(self, answer, cell):
        if answer.get("forged"):
            self.flags.append(Flag("forged", cell.grade_id, "Messages came that were not the grader's."))

    def _order(self, cell):
        order, names, stores, shareable, moving, _ = self.orders.of(cell.index)
        shared = stores & moving
        if stores & shareable:  # seldom, and it depends on what the student's cells use
            used = _union(names_of(one.source)[1] for one in self.before[cell.index] if one.kind != "test")
            shared |= stores & shareable & used
        names = names | {"shared": sorted(shared)}
        return order | {"limit": self.limits.output_bytes, "masks": self.masks, "names": names}

    def _needs_answer(self, cell):
        """Return whether a test uses names that the student has bound: only then can they be taken away."""
        students = [one for one in self.before[cell.index] if one.kind in ("answer", "extra")]
        bound = _union(names_of(one.source)[0] for one in students)
        asked = free_names(cell.source) - self.orders.of(cell.index)[-1]
        return bool(bound & asked) or (bool(asked) and any(is_opaque(one.source) for one in students))

    def _uncompiled(self, cell):
        self.results[cell.index].passed = None
        self.results[cell.index].outputs = [_error("SyntaxError", "The test is not plain Python.")]

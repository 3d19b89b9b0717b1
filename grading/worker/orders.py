"""What a judge is told of a test. It is the same for all students, but for what their own cells use: found once."""

import ast
import dataclasses
import functools
import warnings

from grading.syntax import parse
from grading.worker.names import bound_at_top, bound_meanwhile, classes_of, globals_of, is_changing, names_of
from grading.worker.rewriting import BUILTINS, TEST, compiled, defining, definitions, names_bound

# What Python says of their marks is for nobody. `catch_warnings` does not help: it is one for all threads.
warnings.filterwarnings("ignore", module=r"<(test|given)\b")


def orders(cells, counts):
    """Return the Orders of a notebook. counts: {index of a cell: its number}."""
    return _orders(tuple(map(_without_answer, cells)), tuple(counts[cell.index] for cell in cells))


def _without_answer(cell):
    """Return a cell without what a student has written, as far as no order depends on it."""
    if cell.kind == "extra" or (cell.kind == "answer" and cell.stub and bound_at_top(cell.stub)):
        return dataclasses.replace(cell, source="")
    return cell


@functools.lru_cache(maxsize=256)
def _orders(cells, counts):
    return Orders(cells, {cell.index: count for cell, count in zip(cells, counts, strict=True)})


class Orders:
    """The orders for the tests of a notebook, each made when it is asked for first."""

    def __init__(self, cells, counts):
        self._counts, self._made = counts, {}
        self._before = {cell.index: cells[:number] for number, cell in enumerate(cells)}
        self._cells = {cell.index: cell for cell in cells}

    def of(self, index):
        """Return (order, its names, what the test stores, what of it may be shared if cells use it, what always is,
        and the names that it takes from no student, whatever they bind).
        """
        if index not in self._made:
            self._made[index] = self._make(self._cells[index])
        return self._made[index]

    def _make(self, cell):
        before = self._before[cell.index]
        given = [one for one in before if one.kind == "given"]
        answers = [one for one in before if one.kind == "answer" and one.stub]
        mine = _union(bound_at_top(one.stub) for one in answers)
        needed = self._needed(cell)
        tests = [cell, *needed]
        given_names = _union(bound_at_top(one.source) for one in given)
        bound = given_names | _union(bound_at_top(one.source) for one in needed) | mine
        moving = _union(globals_of(one.source) for one in [*given, *tests])
        # what an answer may set that a given cell has set: all, if its stub names nothing
        theirs = _union(bound_at_top(one.source) for one in answers if not bound_at_top(one.stub))
        functions = _union(bound_at_top(one.stub) - classes_of(one.stub) for one in answers)
        code, *prelude = [compiled(one.source, TEST.format(self._counts[one.index]), bound) for one in tests]
        loads = _union(names_of(one.source)[1] for one in [*given, *tests])
        order = {
            "name": TEST.format(self._counts[cell.index]),
            "code": code.data,
            "count": self._counts[cell.index],
            "mine": sorted(mine),
            "prelude": [one.data for one in prelude],
            "definitions": [data for one in given for data in definitions(one.source, mine, bound)],
            "changing": code.changing or any(is_changing(one.source) for one in [*given, *needed]),
        }
        names = {
            "own": sorted(code.stores.union(*(one.stores for one in prelude))),
            "open": sorted(mine | moving | theirs),
            "meanwhile": sorted(_union(bound_meanwhile(one.source) for one in [*given, *tests])),
            "back": sorted(code.stores & _union(globals_of(one.source) for one in given)),
            "builtins": sorted(loads & BUILTINS - bound),
            "classes": sorted(mine.union(loads - BUILTINS - given_names - code.stores) - functions),
            "asked": sorted(_asked(tests, given)),
        }
        fixed = _union(names_bound(statement) for one in given for statement in defining(one.source))
        never = (fixed | (given_names - theirs) | (BUILTINS - bound)) - mine - moving
        return order, names, code.stores, given_names | BUILTINS, moving, never

    def _needed(self, cell):
        """Return the earlier tests that this one takes names from, as it would where all run in one process."""
        needed, waiting = set(), [cell]
        while waiting:
            one = waiting.pop()
            wanted = free_names(one.source)
            for earlier in reversed(self._before[one.index]):
                found = wanted & _bound_by(earlier)
                wanted -= found
                if found and earlier.kind == "test" and earlier.index not in needed and compiles(earlier.source):
                    needed.add(earlier.index)
                    waiting.append(earlier)
        return [one for one in self._before[cell.index] if one.index in needed]


def _bound_by(cell):
    """Return the names that a cell is meant to bind: of an answer those of the stub, if it has any."""
    if cell.kind == "extra":
        return frozenset()
    return (cell.kind == "answer" and cell.stub and bound_at_top(cell.stub)) or bound_at_top(cell.source)


def _asked(tests, given):
    """Return the names that the tests load, and those that the functions and classes of given cells load for them."""
    asked = set(_union(names_of(one.source)[1] for one in tests))
    parts = [
        (names_bound(statement), names_of(ast.unparse(statement))[1])
        for one in given
        for statement in defining(one.source)
    ]
    size = -1
    while len(asked) > size:
        size = len(asked)
        asked.update(*(loads for names, loads in parts if names & asked))
    return asked


def _union(sets):
    return frozenset().union(*sets)


def compiles(source):
    """Return whether a test is Python without IPython's magics."""
    try:
        compiled(source, TEST.format(0))
    except (SyntaxError, ValueError):
        return False
    return True


def free_names(source):
    """Return the names that a cell uses and does not bind."""
    stores, loads = names_of(source)
    return loads - stores


@functools.lru_cache(maxsize=1024)
def ends_with_expression(source):
    """Return whether the last line of a cell may be shown as its result."""
    try:
        return isinstance(parse(source).body[-1], ast.Expr)
    except (SyntaxError, ValueError, IndexError):
        return True

"""Repetitions in a row of operations and folded modules, and how a long row is divided."""

from collections import Counter

import numpy as np

from ..picture import shorten
from .stretches import TIMES, Fold

GROUP = 10  # repetitions that an opened box shows; more are put into groups
ROWS = 20  # parts that a row without repetitions is divided into
WORTH = 6  # operations: fewer repeated ones are not worth a box
PERIODS = 40  # periods that are tried


def arranged(stretches, items, limit):
    """Return the items with repetitions folded, and, if there are still more than `limit`, rows of them folded."""
    while True:
        runs = _runs(_codes(stretches, items))
        if not runs:
            break
        folded, place = [], 0
        for start, period, times in runs:
            folded += [*items[place:start], _repeat(stretches, items[start : start + period * times], times)]
            place = start + period * times
        items = folded + items[place:]
    return _rows(stretches, items) if len(items) > limit else items


def grouped(stretches, fold, enough):
    """Return what an opened repetition shows: all of it if that is little; else the first one, and the others folded,
    each by itself or in groups."""
    period = len(fold.items) // fold.times
    if len(fold.items) <= enough // 2 or (period == 1 and fold.times <= GROUP):
        return list(fold.items)
    first = fold.items[:period]
    parts = list(first) if period <= enough else [_row(f"repetition {fold.first}", stretches, first)]
    others, size = fold.times - 1, 1
    while -(-others // size) > GROUP:
        size *= GROUP
    ends = list(range(1 + size, fold.times, size))
    if size > 1 and fold.times - ends[-1] == 1:  # a last one alone would only raise the question why
        ends.pop()
    for done, end in zip([1, *ends], [*ends, fold.times], strict=True):
        part = fold.items[done * period : end * period]
        times, number = len(part) // period, fold.first + done
        if times > 1:
            title = f"repetitions {number} to {number + times - 1}"
            parts.append(Fold("repeat", _start(part[0]), _end(part[-1]), title, fold.lines, part, times, number))
        elif period > 1:
            parts.append(_row(f"repetition {number}", stretches, part))
        else:
            parts += part
    return parts


def _repeat(stretches, items, times):
    names = [_name(stretches, item) for item in items[: len(items) // times]]
    counts = Counter(names)
    words = names if len(names) <= 4 else [name if n == 1 else f"{n} {name}" for name, n in counts.items()]
    line = shorten(", ".join(words), 60)
    return Fold("repeat", _start(items[0]), _end(items[-1]), f"{TIMES} {times}", (line,), tuple(items), times)


def _rows(stretches, items):
    size = -(-len(items) // ROWS)
    return [
        _row(f"operations {_start(part[0]) + 1} to {_end(part[-1])}", stretches, part)
        for part in (items[k : k + size] for k in range(0, len(items), size))
    ]


def _row(title, stretches, items):
    common = Counter(_name(stretches, item) for item in items).most_common(3)
    words = ", ".join(name if n == 1 else f"{n} {name}" for name, n in common)
    return Fold("row", _start(items[0]), _end(items[-1]), title, (shorten(words, 60),), tuple(items))


def _start(item):
    return item.start if isinstance(item, Fold) else item


def _end(item):
    return item.end if isinstance(item, Fold) else item + 1


def _name(stretches, item):
    """Return what an item is called among others of its kind: an operation by its class, a module by its own."""
    if not isinstance(item, Fold):
        return stretches.recording.lines[stretches.ops[item]][0]
    if item.kind == "module":
        return stretches.recording.modules.get(item.title, item.title)
    return f"({item.title}: {item.lines[0]})"


def _codes(stretches, items):
    """Return a number for each item; items that consist of the same operations in the same order have the same."""
    codes, known = stretches.codes, {}
    return np.array(
        [
            known.setdefault(tuple(codes[item.start : item.end]) if isinstance(item, Fold) else codes[item], len(known))
            for item in items
        ],
        dtype=np.int64,
    )


def _runs(codes):
    """Return [(start, period, times)], sorted and apart: stretches in which the codes repeat, the longest first."""
    found = []
    for period in _periods(codes):
        breaks = np.flatnonzero(codes[:-period] != codes[period:])
        edges = np.concatenate(([-1], breaks, [len(codes) - period]))
        lengths = np.diff(edges) - 1
        for k in np.flatnonzero(lengths >= max(2 * period, WORTH - period)).tolist():
            times = int(lengths[k]) // period + 1
            # The odd ones stay at the start: there the state that a loop carries on has not come from it yet.
            found.append((-times * period, period, int(edges[k]) + 1 + int(lengths[k]) % period, times))
        if found and -min(found)[0] > 0.9 * len(codes):
            break
    chosen, taken = [], np.zeros(len(codes), dtype=bool)
    for length, period, start, times in sorted(found):
        if not taken[start : start - length].any():
            taken[start : start - length] = True
            chosen.append((start, period, times))
    return sorted(chosen)


def _periods(codes):
    """Return the periods to try: distances at which codes come again, directly or the time after, the common first."""
    if len(codes) < 3:
        return []
    order = np.argsort(codes, kind="stable")
    gaps = [np.diff(order)[np.diff(codes[order]) == 0]]
    if len(order) > 2:
        gaps.append((order[2:] - order[:-2])[codes[order][2:] == codes[order][:-2]])
    counts = np.bincount(np.concatenate(gaps), minlength=1)
    counts = counts[: len(codes) // 3 + 1]
    common = np.argsort(-counts, kind="stable")[:PERIODS].tolist()
    return sorted(period for period in common if period and counts[period] >= 2)

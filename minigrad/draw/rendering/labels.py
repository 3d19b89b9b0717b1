"""Where text stands among arrows: their labels in the built-in layout, and the titles of frames.

The label of an arrow stands beside it, clear of boxes, labels and other arrows.

A label tries some places along its curve, on both sides, and takes the first that is free, or else the one where it is
least in the way. What is near is looked up in a grid, so the time grows with the length of all curves.
"""

import bisect
import itertools
import math

HEIGHT = 13.0
BASE = 3.5  # the line that letters stand on lies so far below their middle
ASIDE = 4.0  # between a label and its arrow
STEP = 6.0  # between the points of a curve that are looked at
MOST = 60  # points looked at in a piece of a curve
CELL = 24.0
FINE = 6.0  # the same for curves: of each curve one point is noted in a cell, and of two curves at most
ALONG = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88)
CLEAR = 5.0  # between the title of a frame and an arrow
COST_OUTSIDE, COST_BOX, COST_CURVE, COST_OWN = 1000, 100, 5, 1


def place(widths, curves, boxes):
    """Return {number of a curve: (left end, base line)} of the labels.

    widths: {number: width of its label}. curves: for each arrow the points of its Bézier curves. boxes: (left, top,
    right, bottom) of all boxes. Labels that are placed first have the first choice.
    """
    if not widths:
        return {}
    areas, lines, found = _Areas(), _Lines(), {}
    for box in boxes:
        areas.add(box)
    samples = [_samples(points) for points in curves]
    for k, points in enumerate(samples):
        lines.add(k, points)
    for k, width in widths.items():
        best, least = None, math.inf
        for area in _candidates(samples[k], width):
            cost = areas.cost(area) + lines.cost(k, area) + COST_OUTSIDE * (area[0] < 0)
            if cost < least:
                best, least = area, cost
            if not cost:
                break
        areas.add(best)
        found[k] = (best[0], (best[1] + best[3]) / 2 + BASE)
    return found


def points_of(curves):
    """Return points on all curves as (y, x), sorted, for `clear_of`."""
    return sorted((y, x) for points in curves for x, y in _samples(points))


def clear_of(points, area, end):
    """Return the left end of a text that no curve runs through: that of the area, or the next one to the right.

    points: of `points_of`. end: how far to the right the text may reach. If it has no room, it stays where it is.
    """
    left, top, right, bottom = area
    rows = points[bisect.bisect_left(points, (top,)) : bisect.bisect_right(points, (bottom, math.inf))]
    met = sorted([x for _, x in rows])
    free, width = left, right - left
    if not any(left <= x <= right for x in met):
        return left
    for x in met:
        if x - CLEAR - width < free < x + CLEAR:
            free = x + CLEAR
    return free if free + width <= end else left


def _candidates(points, width):
    """Yield the places beside a curve, first those in its middle. Where it runs aslant they are further away."""
    last = len(points) - 1
    for part in ALONG:
        k = round(part * last)
        (x, y), (ax, ay), (bx, by) = points[k], points[max(k - 1, 0)], points[min(k + 1, last)]
        slant = abs(bx - ax) / max(abs(by - ay), 0.1)
        away = ASIDE + min(HEIGHT / 2 * slant, 3 * HEIGHT)
        for left in (x + away, x - away - width):
            yield left, y - HEIGHT / 2, left + width, y + HEIGHT / 2


def _samples(points):
    """Return points on Bézier curves, about STEP apart."""
    found = [points[0]]
    for k in range(0, len(points) - 1, 3):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = points[k : k + 4]
        count = min(max(2, math.ceil(math.hypot(dx - ax, dy - ay) / STEP)), MOST)
        for n in range(1, count + 1):
            t = n / count
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            found.append((a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy))
    return found


def _cells(left, top, right, bottom, size=CELL):
    columns = range(int(left // size), int(right // size) + 1)
    return itertools.product(columns, range(int(top // size), int(bottom // size) + 1))


class _Areas:
    """Boxes, and labels that have their place."""

    def __init__(self):
        self.grid = {}

    def add(self, area):
        for cell in _cells(*area):
            self.grid.setdefault(cell, []).append(area)

    def cost(self, area):
        left, top, right, bottom = area
        met = {other for cell in _cells(*area) for other in self.grid.get(cell, ())}
        return COST_BOX * sum(a < right + 1 and c > left - 1 and b < bottom and d > top for a, b, c, d in met)


class _Lines:
    """The points of all curves."""

    def __init__(self):
        self.grid = {}

    def add(self, number, points):
        for x, y in points:
            cell = self.grid.setdefault((int(x // FINE), int(y // FINE)), [])
            if not cell or (len(cell) == 1 and cell[0][2] != number):
                cell.append((x, y, number))

    def cost(self, number, area):
        left, top, right, bottom = area
        cost = 0
        for cell in _cells(left - 2, top, right + 2, bottom, FINE):
            for x, y, owner in self.grid.get(cell, ()):
                if left - 2 <= x <= right + 2 and top <= y <= bottom:
                    cost += COST_OWN if owner == number else COST_CURVE
        return cost

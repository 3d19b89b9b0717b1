"""The picture as a tree of text: for screen readers, terminals, and for comparing the structure of pictures."""

from .picture import SIGNS

LIMIT = 300  # lines: a longer tree helps nobody
LEAVES = ("leaf-grad", "leaf", "frozen")
# What the outline of a box says, for those whose words do not say it.
SAID = {"unrecorded": "not recorded", "cut": "cut", "write": "write", "storage": "storage", "gradient": "gradient"}
ARROW_SAYS = {"unrecorded": "(no gradient) ", "shares": "(shares storage) "}


def tree(boxes, arrows, result=None, regions=(), note=""):
    """Return the tree below `result`, from the result back to the leaves, as autograd will walk it.

    result: an id, or several, which get a tree each; None: all boxes that no arrow leaves are results. A node that
    several paths meet at is written out once, with a number, and referred to after that. Marks stand before the words
    of a box; `note` is the first line.
    """
    by_id = {box.id: box for box in boxes}
    inputs = {box.id: [] for box in boxes}
    counts = {}
    for arrow in arrows:
        inputs[arrow.head].append(arrow)
        counts[arrow.tail] = counts.get(arrow.tail, 0) + 1
    shared = {tail for tail, count in counts.items() if count > 1}
    roots = (result,) if isinstance(result, str) else tuple(result or ())
    if not roots:
        roots = tuple(box.id for box in boxes if box.id not in counts)
    shared |= {root for root in roots if root in counts}
    frames = {name: region for region in regions if region.kind != "overview" for name in region.boxes}

    lines, numbers, words_of = [f"({note})"] if note else [], {}, {}
    limit = LIMIT + len(lines)
    stack = [(root, None, "", "", None) for root in reversed(roots)]
    while stack and len(lines) < limit:
        node, arrow, first, rest, frame = stack.pop()
        if node not in words_of:
            words_of[node] = _words(by_id[node])
        words = first + _before(by_id[node], arrow) + words_of[node]
        if node in numbers:
            lines.append(f"{words}  (#{numbers[node]}, see above)")
            continue
        if node in shared:
            numbers[node] = len(numbers) + 1
            words += f"  (#{numbers[node]})"
        here = frames.get(node)
        if here is not frame and here is not None:
            words += f"  (in {here.label})"
        lines.append(words)
        last = len(inputs[node]) - 1
        children = [
            (arrow.tail, arrow, rest + ("└─ " if k == last else "├─ "), rest + ("   " if k == last else "│  "), here)
            for k, arrow in enumerate(inputs[node])
        ]
        stack.extend(reversed(children))
    if stack:
        lines.append("... and more")
    reached = _reached(roots, inputs)
    lines += [f"not in the graph: {_before(box)}{_words(box)}" for box in boxes if box.id not in reached]
    return "\n".join(lines)


def _reached(roots, inputs):
    reached, stack = set(roots), list(roots)
    while stack:
        for arrow in inputs[stack.pop()]:
            if arrow.tail not in reached:
                reached.add(arrow.tail)
                stack.append(arrow.tail)
    return reached


def _before(box, arrow=None):
    """Return what stands before the words of a box: its mark, or that of the arrow from it, and what the arrow says."""
    words = f"{SIGNS[box.mark]} " if box.mark else ""
    if arrow is None:
        return words
    if arrow.kind != "unrecorded" or box.kind not in ("unrecorded", "cut", "untracked"):  # which say the same
        words += ARROW_SAYS.get(arrow.kind, "")
    if arrow.mark and not box.mark:
        words = f"{SIGNS[arrow.mark]} {words}arrow from "
    return words + (f"{arrow.label}: " if arrow.label else "")


def _words(box):
    words, *rest = box.lines
    if box.kind == "untracked" and words == "no gradient":
        words = "(an input that needs no gradient)"
    elif box.kind in LEAVES and words != "leaf":
        words += ": leaf"
    elif box.kind == "folded":
        words = f"folded {box.id}: {words}"
    elif box.kind in SAID and not any(SAID[box.kind] in line for line in box.lines):
        words = f"{SAID[box.kind]}: {words}"
    return "  ".join([words, *rest])

"""The graph as a tree of text: for screen readers, terminals, and for comparing the structure of pictures."""

LIMIT = 300  # lines: a longer tree helps nobody


def tree(boxes, arrows, result):
    """Return the tree below `result`, from the result back to the leaves, as autograd will walk it.

    A node that several paths meet at is written out once, with a number, and referred to after that.
    """
    by_id = {box.id: box for box in boxes}
    inputs = {box.id: [] for box in boxes}
    for arrow in arrows:
        inputs[arrow.head].append(arrow.tail)
    counts = {}
    for arrow in arrows:
        counts[arrow.tail] = counts.get(arrow.tail, 0) + 1
    shared = {tail for tail, count in counts.items() if count > 1}

    lines, numbers = [], {}
    stack = [(result, "", "")]
    while stack and len(lines) < LIMIT:
        node, first, rest = stack.pop()
        words = _words(by_id[node])
        if node in numbers:
            lines.append(f"{first}{words}  (#{numbers[node]}, see above)")
            continue
        if node in shared:
            numbers[node] = len(numbers) + 1
            words += f"  (#{numbers[node]})"
        lines.append(first + words)
        last = len(inputs[node]) - 1
        children = [
            (child, rest + ("└─ " if k == last else "├─ "), rest + ("   " if k == last else "│  "))
            for k, child in enumerate(inputs[node])
        ]
        stack.extend(reversed(children))
    if stack:
        lines.append("... and more")
    reached = _reached(result, inputs)
    apart = [box for box in boxes if box.id not in reached]
    lines += [f"not in the graph: {_words(box)}" for box in apart]
    return "\n".join(lines)


def _reached(result, inputs):
    reached, stack = {result}, [result]
    while stack:
        for tail in inputs[stack.pop()]:
            if tail not in reached:
                reached.add(tail)
                stack.append(tail)
    return reached


def _words(box):
    words, *rest = box.lines
    if box.kind == "untracked":
        words = "(an input that needs no gradient)"
    elif box.kind in ("leaf-grad", "leaf", "frozen") and words != "leaf":
        words += ": leaf"
    return "  ".join([words, *rest])

"""What make_dot draws is what autograd recorded: `next_functions`, compared for random programs, on both packages."""

import importlib.util
from collections import Counter

import pytest

import minigrad as mg
from minigrad import draw
from tests.minigrad.fuzz.language import KINDS, Writer
from tests.minigrad.fuzz.programs import Draw
from tests.minigrad.fuzz.record import load
from tests.minigrad.fuzz.running import Difference, Pair, Run


class Colours(dict):
    """A number for each description that it is asked for: equal ones for equal descriptions."""

    def __missing__(self, description):
        self[description] = len(self)
        return self[description]


def recorded(root, colours):
    """Return (colour of the root, how many nodes have which colour) for a graph of nodes.

    The colour of a node stands for its kind and the colours of its inputs, in their order.
    """
    found, stack, several = {}, [root], set()
    while stack:
        function = stack[-1]
        if function in found:
            stack.pop()
            continue
        waiting = [child for child, _ in function.next_functions if child is not None and child not in found]
        several |= {child for child, output in function.next_functions if output}
        if waiting:
            stack += waiting
            continue
        found[function] = stack.pop().next_functions
    colour, counts = {}, Counter()
    for function, edges in found.items():
        if hasattr(function, "variable"):
            description = ("leaf", function.variable.requires_grad, str(tuple(function.variable.shape)))
        else:
            description = (type(function).__name__,)
            for child, output in edges:
                if child is None:
                    counts["untracked"] += 1
                    description += (("", "untracked"),)
                else:
                    description += ((f"output {output}" if child in several else "", colour[child]),)
        colour[function] = colours[description]
        counts[colour[function]] += 1
    return colour[root], counts


def drawn(picture, colours):
    """Return the same for a picture: what leads to its result. No gradient comes back along dashed arrows."""
    boxes = {box.id: box for box in picture.boxes}
    inputs = {name: [] for name in boxes}
    for arrow in picture.arrows:
        if arrow.kind in ("flow", "unrecorded"):
            assert (arrow.kind == "unrecorded") == (boxes[arrow.tail].kind == "untracked")
            inputs[arrow.head].append(arrow)
    ((root,),) = [inputs[picture.result]]
    colour, counts, stack = {}, Counter(), [root.tail]
    while stack:
        name = stack[-1]
        waiting = [arrow.tail for arrow in inputs[name] if arrow.tail not in colour]
        if name in colour or waiting:
            stack = stack[:-1] if name in colour else stack + waiting
            continue
        box = boxes[stack.pop()]
        if box.kind == "operation":
            description = (box.lines[0], *((arrow.label, colour[arrow.tail]) for arrow in inputs[name]))
            colour[name] = colours[description]
        elif box.kind == "untracked":
            colour[name] = "untracked"
        else:
            colour[name] = colours["leaf", box.kind == "leaf-grad", box.lines[1].partition(" · ")[0]]
        counts[colour[name]] += 1
    return colour[root.tail], counts


def tensors_with_graph(run):
    for name, tensor in sorted(run.tensors.items()):
        try:
            if tensor.grad_fn is not None:
                yield name, tensor
        except RuntimeError:  # a view that may not be looked at any more
            continue


def check_pictures(run):
    """Compare the picture of each tensor of a program with its graph. Return how many there were."""
    count = 0
    for name, tensor in tensors_with_graph(run):
        colours = Colours()
        assert drawn(draw.make_dot(tensor), colours) == recorded(tensor.grad_fn, colours), name
        count += 1
    return count


def test_the_pictures_of_the_recorded_programs_are_their_next_functions():
    count = 0
    for program in load():
        run = Run(mg)
        try:
            for line in program["lines"]:
                run.step(line)
            count += check_pictures(run)
        finally:
            run.leave()
            mg.set_grad_enabled(True)
    assert count > 300


if importlib.util.find_spec("torch"):
    import torch

    def compare(seeds):
        """Write and run random programs on both packages, and compare pictures and graphs. Return how many graphs."""
        count = 0
        for seed in seeds:
            choose, pair = Draw(seed), Pair(mg, torch, quiet=True)
            writer = Writer(choose, {})
            try:
                for number in range(choose.integer(5, 22)):
                    writer.tensors = pair.tensors
                    line = writer.statement("leaf" if number < 2 else choose.choice(KINDS))
                    if line is not None:
                        pair.step(line)
                    if pair.over:
                        break
                ours, theirs = pair.runs
                count += check_pictures(ours) + check_pictures(theirs)
                if not pair.over:  # else what was last done may differ, and is not compared
                    for (name, one), (_, two) in zip(tensors_with_graph(ours), tensors_with_graph(theirs), strict=True):
                        if name[0] == "x":  # how gradients of gradients are recorded is PyTorch's own affair
                            difference = draw.graph_of(one).difference(draw.graph_of(two))
                            assert not difference, f"{pair.code()}\n{name}: {difference}"
            except Difference:  # tests/minigrad/fuzz is about these
                continue
            finally:
                pair.close()
        return count

    def test_pictures_are_next_functions_and_both_packages_record_the_same():
        assert compare(range(150)) > 300

    @pytest.mark.long
    def test_the_same_for_1000_programs():
        assert compare(range(1000, 2000)) > 2000

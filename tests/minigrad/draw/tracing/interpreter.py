"""Runs a random program of `fuzz` inside a trace, and notes beside it what each statement did, by looking at its
tensors. What the trace recorded is then compared with these notes."""

from collections import Counter

from minigrad import draw
from tests.minigrad.fuzz.running import Run, seen

FACTORIES = ("torch.tensor(", "torch.ones(", "torch.zeros_like(", "torch.ones_like(")


class Noted(Run):
    """A program that is being run. `held`: all tensors that there ever were, with the names that they had."""

    def __init__(self, torch):
        super().__init__(torch)
        self.held, self.labels = {}, []

    def look(self):
        """Return {name: (tensor, version, requires_grad, .grad of a leaf, grad_fn of a tensor that is new)}."""
        return {
            name: (tensor, version(tensor), tensor.requires_grad, gradient_of(tensor), self.made_by(tensor))
            for name, tensor in self.tensors.items()
        }

    def made_by(self, tensor):
        """Return (the name of the node that made a new tensor, the names of the nodes that this one leads to)."""
        if id(tensor) in self.held or isinstance(function := seen(lambda: tensor.grad_fn), str):
            return None
        leads_to = () if function is None else [f for f, _ in function.next_functions if f is not None]
        return type(function).__name__, [type(f).__name__ for f in leads_to]

    def remember(self):
        for name, tensor in self.tensors.items():
            self.held.setdefault(id(tensor), (tensor, set()))[1].add(name)


def version(tensor):
    return None if tensor.is_inference() else tensor._version


def gradient_of(tensor):
    """Return the .grad of a leaf; looking must not let a view take its history anew."""
    fixed = not tensor._is_view() and seen(lambda: tensor.is_leaf) is True
    return tensor.grad if fixed else None


def traced(lines, torch, distorted=list):
    """Run a program inside a trace. Return (the Program, its Run, [what was wrong]). distorted: changes the record."""
    run, notes = Noted(torch), []
    with draw.trace(names=run.names) as program:
        try:
            for line in lines:
                run.leave((len(line) - len(line.lstrip(" "))) // 4)
                count, before, depth = len(program), run.look(), len(run.blocks)
                mode = mode_of(torch)
                error = run.step(line)[0]
                after = run.look()
                run.remember()
                notes.append((line, error, before, after, depth, mode, count, len(program)))
        finally:
            run.leave()
    torch.set_grad_enabled(True)
    events = distorted(program.events)
    incoming = gradients_into(program)
    for event, tails in zip(events, incoming, strict=True):
        event["from"] = tails
    wrong = [f"{line}: {text}" for line, *note in notes for text in complaints(line, events, run, *note)]
    return program, run, wrong


def gradients_into(program):
    """Return for each event the (kind, first line) of the boxes from which arrows that carry a gradient lead to it."""
    graph = program.graph(limit=10_000)
    boxes, number = {box.id: box for box in graph.boxes}, 0
    found = []
    for event in program.events:
        if event["kind"] in ("enter", "leave", "slot"):
            found.append([])
            continue
        own = graph.boxes[number]  # the boxes stand in the order of the events
        number += 1
        tails = [boxes[arrow.tail] for arrow in graph.arrows if arrow.head == own.id and arrow.kind == "flow"]
        found.append([(tail.kind, tail.lines[0]) for tail in tails])
    return found


def mode_of(torch):
    if torch.is_inference_mode_enabled():
        return "inference_mode"
    return "grad" if torch.is_grad_enabled() else "no_grad"


def complaints(line, events, run, error, before, after, depth, mode, first, last):
    """Say in what the events of one statement are not what it did."""
    if error or line.lstrip().startswith("with "):
        return
    mine = [event for event in events[first:last] if event["kind"] not in ("enter", "leave")]
    for event in mine:
        if len(event["region"]) != depth:
            yield f"{event['op']} is in {event['region']}, not in {depth} blocks"
        if event["kind"] in ("operation", "write") and event["mode"] != mode:
            yield f"{event['op']} is said to have run with {event['mode']}, not {mode}"
    old = {id(tensor) for tensor, *_ in before.values()}
    for name, (tensor, *_, made_by) in after.items():
        if id(tensor) not in old and "backward" not in line and ".grad" not in line:
            yield from of_result(line, name, made_by, mine, run)
    changed = {
        name
        for name, (tensor, now, *_) in after.items()
        if name in before and before[name][0] is tensor and before[name][1] != now
    }
    writes = [event for event in mine if event["kind"] == "write" and event["op"] != ".data ="]
    counted = [event for event in writes if any(pair[0] != pair[1] for pair in event["versions"])]
    if changed and "backward" not in line:
        versions = {after[name][1] for name in changed}
        if not counted:
            yield f"the versions of {sorted(changed)} changed, and no write was recorded"
        elif counted[-1]["versions"][-1][1] not in versions:
            yield f"the versions are {versions} now, not {counted[-1]['versions']}"
    if "backward()" in line or ".backward(" in line:
        filled = {
            name
            for name, (*_, grad, _) in after.items()
            if grad is not None and name in before and before[name][3] is None
        }
        outputs = [name for event in mine if event["kind"] == "backward" for name in event["outputs"]]
        if len(outputs) < len({id(after[name][0]) for name in filled}):
            yield f"backward filled {filled}, not {outputs}"


def of_result(line, name, made_by, mine, run):
    """Compare the event that made the tensor `name`. made_by: its node, and those that it leads to, by name."""
    made = [event for event in mine if any(name in names_like(output, run) for output in event["outputs"])]
    made = [event for event in made if event["kind"] in ("operation", "cut")]
    statement = line.strip()
    if any(statement.split(" = ", 1)[-1].startswith(factory) for factory in FACTORIES):
        if made:
            yield f"{name} is a leaf, and not made by {made}"
        return
    if not made:
        yield f"nothing is recorded that made {name}"
        return
    event = made[-1]
    if made_by is not None and "_(" not in statement:
        made_by, leads_to = made_by
        recorded = made_by != "NoneType"
        if event["recorded"] != recorded:
            yield f"{name}: recorded is {event['recorded']}, its grad_fn is {made_by}"
        elif recorded and event["op"] != made_by:
            yield f"{name} was made by {made_by}, not {event['op']}"
        elif event["kind"] == "operation":
            yield from of_arrows(name, leads_to, event["from"])
    if "_(" not in statement and statement.endswith((".detach()", ".data")) != (event["kind"] == "cut"):
        yield f"{name}: {event['kind']} is not what made it"


def of_arrows(name, leads_to, tails):
    """Compare the arrows into the box of `name` with the nodes that its own leads to."""
    if len(leads_to) != len(tails):
        yield f"{name} has gradient arrows from {tails}, and leads to {leads_to}"
    leaves = sum(kind == "leaf-grad" for kind, _ in tails)
    if leaves > leads_to.count("AccumulateGrad"):
        yield f"{name} has gradient arrows from {leaves} leaves, and leads to {leads_to}"
    # A recorded write has another name than its node, and views get their history anew after any write, as AsStrided.
    other = (Counter(line for kind, line in tails if kind == "operation") - Counter(leads_to)).total()
    if not any(kind == "write" for kind, _ in tails) and other > leads_to.count("AsStridedBackward0"):
        yield f"{name} has gradient arrows from {tails}, and leads to {leads_to}"


def names_like(output, run):
    """Return all names that the tensor which the trace calls `output` may have had."""
    plain = output.partition(" (")[0].removesuffix(".grad")
    return {plain, *(name for _, names in run.held.values() if plain in names for name in names)}

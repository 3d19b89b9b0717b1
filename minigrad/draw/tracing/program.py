"""A recorded program as text, and as boxes, arrows and regions."""

from ..picture import Arrow, Box, Region, shorten

LINES = 300  # a longer listing leaves out its middle
FEW = 4  # names in one line of a box
WITH_BOX = ("leaf", "operation", "cut", "write", "flag", "backward")


def plain_names(record):
    """Return {tensor number: name}: of the variable that held it, `w.grad`, or "#1", "#2", ... for the nameless.

    Of several tensors that one variable held in turn, the later ones are called `h (2)`, `h (3)`, ... What an operation
    returns beside its result, and nobody uses, has no name.
    """
    names, seen, nameless = {}, {}, 0
    used = {number for event in record.events for number in event.inputs}
    for event in record.events:
        for place, number in enumerate((*event.inputs, *event.outputs), -len(event.inputs)):
            beside = event.kind == "operation" and place > 0 and number not in used and number not in record.names
            if beside or number in names:
                continue
            owner = record.known[number].grad_of
            if number in record.names:
                name = shorten(record.names[number])
                seen[name] = seen.get(name, 0) + 1
                names[number] = name if seen[name] == 1 else f"{name} ({seen[name]})"
            elif owner is not None:
                names[number] = f"{shorten(record.names[owner])}.grad" if owner in record.names else "a .grad"
            else:
                nameless += 1
                names[number] = f"#{nameless}"
    return names


# As text


def listing(record):
    """Return the program as text, a statement a line, indented by the blocks that it ran in."""
    names = plain_names(record)
    lines, depth, empty = [], 0, False
    made = []  # the numbers of the tensors that exist
    for event in record.events:
        if event.kind == "leave":
            if empty:
                lines.append("    " * depth + "(nothing)")
            depth, empty = depth - 1, False
            continue
        lines.append("    " * depth + _sentence(event, record, names, made))
        made.extend(event.outputs)
        empty = event.kind == "enter"
        depth += empty
    if not lines:
        return "(no operations)"
    if len(lines) > LINES:
        first, last = LINES * 2 // 3, LINES // 3
        left_out = len(lines) - first - last
        lines[first:-last] = [f"... {left_out:,} lines left out ..."]
    return "\n".join(lines)


def _sentence(event, record, names, made):
    """Return the line of an event."""
    inputs, outputs = (
        [names[number] for number in numbers if number in names] for numbers in (event.inputs, event.outputs)
    )
    targets = ", ".join(outputs)
    match event.kind:
        case "enter":
            if event.detail == "with":
                return f"with {event.op}:" if ":" not in event.op else f"in {event.op}:"
            return f"{event.op}, from here on:"
        case "leaf":
            return f"{targets}: {_leaf_words(record.known[event.outputs[0]])}"
        case "flag":
            return f"{targets}.{event.detail.replace(' ', ': ', 1)}"
        case "slot":
            if event.op != "grad":
                return f"{event.op}()" + (f"  {event.detail}" if event.detail else "")
            return f"{targets}.grad = {inputs[0] if inputs else None}"
        case "backward":
            return _of_backward(event, inputs, outputs)
        case "cut":
            if event.op == "detach_":
                return f"detach_({targets})  cut: its history is gone"
            source = f"{inputs[0]}.data" if event.op == ".data" else f"detach({inputs[0]})"
            version = ", but not its version" if event.op == ".data" else ""
            return f"{targets} = {source}  cut; shares the storage of {inputs[0]}{version}"
        case "write":
            return _of_write(event, record, names, made)
    shared = [k for k in event.inputs if any(record.known[k].storage == record.known[o].storage for o in event.outputs)]
    view = f"; a view of {names[shared[0]]}" if shared and event.outputs != event.inputs else ""
    recorded = "recorded" if event.recorded else "not recorded"
    return f"{targets} = {event.op}({', '.join(inputs)})  {recorded}{view}"


def _of_backward(event, inputs, outputs):
    if event.op != "backward":
        recorded = "recorded" if event.recorded else "not recorded"
        return f"{', '.join(outputs)} = {event.op}({', '.join(inputs)})  {recorded}"
    count = event.versions[0] if event.versions else 0
    parts = []
    if outputs[:count]:
        parts.append(f"fills {_several(outputs[:count], 12)}")
    if outputs[count:]:
        parts.append(f"adds to {_several(outputs[count:], 12)}")
    return f"backward({', '.join(inputs)})  " + ("; ".join(parts) or event.detail)


def _of_write(event, record, names, made):
    outputs = [names[number] for number in event.outputs]
    inputs = [names[number] for number in event.inputs if number not in event.outputs]
    if event.op == ".data =":
        return (
            f"{outputs[0]}.data = {inputs[0]}  {outputs[0]} lies in the storage of {inputs[0]} now, version as before"
        )
    if event.op == "running statistics":
        return f"batch norm moves its {event.op}: {', '.join(outputs)}; no version counts it, and it is not recorded"
    first = event.op.endswith("_")  # a method of what it writes to
    call = f"{outputs[0]}.{event.op}({', '.join(inputs)})" if first else f"{event.op}({', '.join(inputs)})"
    versions = [f"{name}, {_version(pair)}" for name, pair in zip(outputs, event.versions, strict=True)]
    recorded = "recorded" if event.recorded else "not recorded"
    storages = {record.known[number].storage for number in event.outputs}
    sharing = dict.fromkeys(
        names[number]
        for number in made
        if number not in event.outputs and number in record.names and record.known[number].storage in storages
    )
    also = f"; {_several(list(sharing))} {'shares' if len(sharing) == 1 else 'share'} the storage" if sharing else ""
    return f"{call}  writes into {'; '.join(versions)}; {recorded}{also}"


def _version(pair):
    return "which has no version" if None in pair else f"version {pair[0]} -> {pair[1]}"


def _several(names, most=FEW):
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def _leaf_words(known):
    match known.kind:
        case "leaf-grad":
            return f"leaf {known.shape}, requires grad"
        case "leaf":
            return f"leaf {known.shape}, no grad"
        case "frozen":
            return f"frozen parameter {known.shape}, no grad"
        case "gradient":
            return f"gradient {known.shape}, from before"
    return f"result {known.shape}, made before" + (f" by {known.made_by}" if known.made_by else "")


# As a picture


def picture(record, limit=300):
    """Return (boxes, arrows, regions). limit: of the boxes; of a longer program the middle is left out."""
    if limit < 10:
        raise ValueError(f"limit must be at least 10 boxes, not {limit}")
    return _Drawing(record, limit).finished()


class _Drawing:
    """Draws a program.

    Two boxes matter for a tensor that is used: `history`, to which its gradient will flow, and `value`, the last thing
    that wrote to its storage. After a write that is not recorded, or through a detached alias, they differ.
    """

    def __init__(self, record, limit):
        self.record, self.names = record, plain_names(record)
        self.boxes, self.arrows = [], []
        self.inside = {}  # region -> the boxes that lie in it
        self.box, self.first, self.at = {}, {}, {}  # tensor -> its box, its first box, the event that made it
        self.recorded_write, self.any_write = {}, {}  # family, storage -> (event, box)
        self.folded, self.drawn = None, set()
        self.told = {}  # box -> the tensors that it names
        with_box = [k for k, event in enumerate(record.events) if event.kind in WITH_BOX]
        storages = dict(list(self.shared_storages().items())[: limit // 3])
        room = limit - len(storages) - 1
        self.left_out = set()
        if len(with_box) > room + 1:
            self.left_out = set(with_box[room * 2 // 3 : len(with_box) - room // 3])
        for number, event in enumerate(record.events):
            if event.kind in WITH_BOX:
                self.draw(number, event)
        for storage, members in storages.items():
            self.storage(storage, members)

    def finished(self):
        return self.boxes, self.arrows, self.regions()

    def add(self, kind, lines, region=None):
        box = Box(f"n{len(self.boxes)}", kind, tuple(lines))
        self.boxes.append(box)
        if region is not None:
            self.inside.setdefault(region, []).append(box.id)
        return box.id

    def draw(self, number, event):
        if number in self.left_out:
            if self.folded is None:
                lines = (f"{len(self.left_out):,} steps left out", "the program is too long to be drawn whole")
                self.folded = self.add("folded", lines)
            box = self.folded
        else:
            region = None if event.kind == "leaf" else event.region
            box = self.add(self.kind(event), self.lines(event), region)
        self.connect(event, box)
        self.told.setdefault(box, set()).update(event.outputs if box == self.folded else self.named_in(event))
        for tensor in event.outputs:
            if event.kind != "write":
                self.box[tensor], self.at[tensor] = box, number
            self.first.setdefault(tensor, box)
            if event.kind == "write" and event.op != ".data =":
                known = self.record.known[tensor]
                self.any_write[known.storage] = (number, box)
                if event.recorded:
                    self.recorded_write[known.family] = (number, box)
            elif event.kind == "write":
                self.box[tensor], self.at[tensor] = box, number

    def connect(self, event, box):
        written = set(event.outputs) if event.kind == "write" else ()
        flows = event.flows or (False,) * len(event.inputs)
        for tensor, flow in zip(event.inputs, flows, strict=True):
            history, value = self.history(tensor), self.value(tensor)
            if event.kind in ("flag", "cut") or not flow:
                tail = value if event.kind != "flag" else self.box.get(tensor)
                self.arrow(tensor, tail, box, "unrecorded", once=event.kind == "write")
                continue
            ran = (event.kind, event.op) == ("backward", "backward")
            self.arrow(tensor, history, box, "gradient" if ran else "flow")
            if value != history and tensor not in written:
                self.arrow(tensor, value, box, "unrecorded", once=True)

    def history(self, tensor):
        number, box = self.recorded_write.get(self.record.known[tensor].family, (-1, None))
        return box if number > self.at.get(tensor, -1) else self.box.get(tensor)

    def value(self, tensor):
        number, box = self.any_write.get(self.record.known[tensor].storage, (-1, None))
        return box if number > self.at.get(tensor, -1) else self.box.get(tensor)

    def arrow(self, tensor, tail, head, kind, once=False):
        """Draw the arrow of a tensor that is used, if there is a tail. once: unless there is the same already.

        The arrow says which tensor it is if its tail names others: after a write to a part, say, it comes from there.
        """
        if tail is None or tail == head:
            return
        label = "" if tensor in self.told[tail] or not self.has_name(tensor) else shorten(self.names[tensor], 24)
        if (once or self.folded in (tail, head)) and (tail, head, kind, label) in self.drawn:
            return
        self.drawn.add((tail, head, kind, label))
        self.arrows.append(Arrow(tail, head, kind, label))

    def has_name(self, tensor):
        return tensor in self.record.names or self.record.known[tensor].grad_of is not None

    def named_in(self, event):
        """Return the tensors that the box of an event names."""
        if event.kind != "operation" and (event.kind, event.op) != ("backward", "autograd.grad"):
            return event.outputs
        return [k for k in event.outputs if k in self.record.names][:FEW]

    # Words

    def kind(self, event):
        known = self.record.known[event.outputs[0]] if event.outputs else None
        match event.kind:
            case "leaf":
                return known.kind
            case "flag":
                return event.op
            case "operation":
                return "operation" if event.recorded else "unrecorded"
            case "backward":
                return "gradient"
        return event.kind

    def lines(self, event):
        known = self.record.known[event.outputs[0]] if event.outputs else None
        match event.kind:
            case "leaf":
                named = known.kind == "gradient" or event.outputs[0] in self.record.names
                flag = {"leaf-grad": "requires grad", "leaf": "no grad", "frozen": "frozen, no grad"}
                words = flag.get(known.kind) or f"made before{f' by {known.made_by}' if known.made_by else ''}"
                return self.names[event.outputs[0]] if named else "leaf", f"{known.shape} · {words}"
            case "flag":
                old, _, new = event.detail.removeprefix("requires_grad ").partition(" -> ")
                return self.called(event.outputs[0]), f"requires_grad: {old} → {new}"
            case "backward" if event.op == "backward":
                count = event.versions[0] if event.versions else 0
                filled, added = (
                    [self.names[k] for k in part] for part in (event.outputs[:count], event.outputs[count:])
                )
                words = [f"fills {_several(filled)}"] if filled else []
                words += [f"adds to {_several(added)}"] if added else []
                return "backward", *(words or [event.detail])
            case "write":
                return self.lines_of_write(event)
            case "cut" if event.op == "detach_":
                return "detach_", self.called(event.outputs[0])
        return event.op, *self.results(event)

    def results(self, event):
        named = [k for k in event.outputs if k in self.record.names]
        lines = [f"{self.names[k]} · {self.record.known[k].shape}" for k in named[:FEW]]
        return lines + ([f"and {len(named) - FEW} more"] if len(named) > FEW else [])

    def lines_of_write(self, event):
        lines = [event.op]
        if event.op == ".data =":
            return [f"{self.called(event.outputs[0])}.data = {self.called(event.inputs[1])}", "another storage"]
        for number, pair in list(zip(event.outputs, event.versions, strict=True))[:FEW]:
            version = "no version" if None in pair else f"version {pair[0]} → {pair[1]}"
            version = "version not counted" if event.op == "running statistics" else version
            lines.append(f"{self.called(number)} · {version}")
        if len(event.outputs) > FEW:
            lines.append(f"and {len(event.outputs) - FEW} more")
        return lines if event.recorded else [*lines, "not recorded"]

    def called(self, number):
        """Return the name of a tensor, or what it was detached from, or what it is a view of."""
        if self.has_name(number):
            return self.names[number]
        if number in self.source and self.has_name(self.source[number][0]):
            return self.called_in_storage(number)
        family = self.record.known[number].family
        relatives = [k for k in self.names if k in self.record.names and self.record.known[k].family == family]
        return f"a part of {self.names[relatives[0]]}" if relatives else "a nameless tensor"

    # Storages and regions

    def shared_storages(self):
        """Return {storage: its tensors} for those that several tensors lie in.

        Those without a name count if they were detached, or something named was detached from them. Of views they do
        not: a linear layer makes one in every call.
        """
        cuts = [event for event in self.record.events if event.kind == "cut" and event.outputs != event.inputs]
        self.source = {event.outputs[0]: (event.inputs[0], event.op) for event in cuts}
        self.alias = {event.inputs[0]: event.outputs[0] for event in cuts}
        storages = {}
        for number in self.names:
            if number in self.record.names or number in self.source or self.alias.get(number) in self.record.names:
                storages.setdefault(self.record.known[number].storage, []).append(number)
        return {
            storage: sorted(members)
            for storage, members in storages.items()
            if len(members) > 1 and any(number in self.record.names for number in members)
        }

    def called_in_storage(self, number):
        """Return what a tensor is called beside a storage; without a name, how it came about by a detach."""
        if number in self.record.names:
            return self.names[number]
        if number not in self.source:
            return f"source of {self.names[self.alias[number]]}"
        source, op = self.source[number]
        if not self.has_name(source):
            return self.names[number]
        return f"{self.names[source]}.data" if op == ".data" else f"{self.names[source]}.detach()"

    def storage(self, storage, members):
        counters = {}
        for number in members:
            counters.setdefault(self.record.known[number].counter, []).append(number)
        lines = ["one storage"]
        for counter, numbers in counters.items():
            first, last = self.record.versions.get(counter, (None, None))
            version = f"version {first}" if first == last else f"version {first} → {last}"
            names = _several([self.called_in_storage(number) for number in numbers])
            lines.append(f"{names}: {'no version' if first is None else version}")
        lines = list(dict.fromkeys(lines))
        lines[FEW + 1 :] = [f"and {len(lines) - FEW - 1} more"] if len(lines) > FEW + 2 else lines[FEW + 1 :]
        box = self.add("storage", lines)
        for tail in dict.fromkeys(self.first.get(number) for number in members):
            if tail is not None:
                self.arrows.append(Arrow(tail, box, "shares"))

    def regions(self):
        """Return the blocks that have something in them; a block's parent always comes before it."""
        blocks = self.record.blocks
        wanted = set()
        for number in self.inside:
            while number is not None and number not in wanted:
                wanted.add(number)
                number = blocks[number].parent
        return [
            Region(
                f"r{number}",
                blocks[number].kind,
                shorten(blocks[number].label) + (", from here on" if blocks[number].bare else ""),
                tuple(self.inside.get(number, ())),
                None if blocks[number].parent is None else f"r{blocks[number].parent}",
            )
            for number in sorted(wanted)
        ]

"""What a program did, as plain data: the events of a trace, and the tensors that took part.

A Recorder is told of everything by the watchers (`watch_minigrad`, `watch_torch`). It keeps no tensor alive: tensors
are known by weak references while the block runs, and by numbers afterwards.
"""

import sys
import threading
import weakref
from contextlib import contextmanager
from dataclasses import dataclass, field

LEAVES = ("leaf-grad", "leaf", "frozen")


@dataclass
class Known:
    """What is remembered of a tensor. kind: "leaf-grad", "leaf", "frozen", "result" (made before), "gradient", "made".

    storage, counter, family: equal numbers mean the same storage, the same version counter, the same base of views.
    """

    kind: str
    shape: str
    storage: int
    counter: int
    family: int
    made_by: str = ""
    grad_of: int | None = None
    shown: bool = False
    lost: int | None = None  # when it was made, for a view without history: its flag is that of its base


@dataclass(frozen=True)
class Event:
    """One thing that the program did.

    kind: "leaf", "operation", "cut", "write", "flag", "backward", "slot" (of a .grad), "enter", "leave".
    inputs, outputs: numbers of tensors. recorded: by autograd. mode: "grad", "no_grad" or "inference_mode". region: the
    number of the innermost block, or None. flows: for each input whether a gradient will come back to it. versions: for
    each output of a write (before, after). detail: more words.
    """

    kind: str
    op: str
    inputs: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()
    recorded: bool = False
    mode: str = "grad"
    region: int | None = None
    flows: tuple[bool, ...] = ()
    versions: tuple = ()
    detail: str = ""


@dataclass
class Block:
    """A block of the program, such as that of `with no_grad():`. kind: a key of picture.REGIONS."""

    kind: str
    label: str
    parent: int | None
    owner: object = field(repr=False, default=None)
    bare: bool = False  # a mode set by a call, without a block
    fleeting: bool = False  # around a function or a step of a generator: left out if nothing happens


class _Thread(threading.local):
    recorders = ()  # the traces that are open in this thread, the outermost first
    quiet = 0  # more than 0: what happens is not the program's, or part of something larger
    stand_in = (lambda: None, lambda: None)  # weak references to what was detached on the way, and to its source
    user = None  # within x[i] or x[i] = v: the tensors that the program itself gave


here = _Thread()


@contextmanager
def quietly():
    """The time in which nothing is recorded."""
    here.quiet += 1
    try:
        yield
    finally:
        here.quiet -= 1


class Recorder:
    """Builds the record. namespaces: functions that return mappings from names to tensors and modules.

    outer: one more, for what has no name in the others.
    """

    def __init__(self, namespaces, modules=False, outer=dict):
        self.events, self.known, self.blocks = [], [], []
        self.names, self.ranks = {}, {}  # tensor number -> its name, and how that was found: the lowest rank wins
        self.rewritten = {}  # family -> when it was last written to with recording
        self.versions = {}  # counter -> (first, last) version that was seen
        self.namespaces, self.modules, self.outer = namespaces, modules, outer
        self.alive, self.storages, self.lives, self.leaves = {}, {}, {}, {}
        self.module_names, self.open, self.started = {}, [], ""

    # Who is who

    def number(self, tensor, sharing=(), cut=False, own_counter=False, **made):
        """Return the number of `tensor`; a new one if it is not known. sharing: whose storage it may have.

        cut: it certainly has that of the first. own_counter: its version is not that of the storage (`.data`).
        """
        entry = self.alive.get(id(tensor))
        if entry is not None:
            return entry[1]
        storage = self.storage_of(tensor)
        if sharing and not address_of(tensor) and (cut or tensor._is_view()):  # without elements it has no address
            storage = self.known[sharing[0]].storage
        relative = next((k for k in sharing if self.known[k].storage == storage), None)
        number = len(self.known)
        counter = family = number
        if relative is not None:
            counter, family = self.known[relative].counter, self.known[relative].family
        if own_counter:
            counter = number
        known = Known(made.pop("kind", "made"), str(tuple(tensor.shape)), storage, counter, family, **made)
        self.known.append(known)
        self.lives[storage] = self.lives.get(storage, 0) + 1
        self.alive[id(tensor)] = (weakref.ref(tensor, self.forgetter(id(tensor), number, storage)), number)
        self.saw_version(number, version_of(tensor))
        return number

    def forgetter(self, key, number, storage):
        alive, lives = self.alive, self.lives  # not `self`: the record must not stay for a tensor's sake

        def forget(_):
            if alive.get(key, (None, None))[1] == number:
                del alive[key]
            lives[storage] -= 1

        return forget

    def storage_of(self, tensor):
        """Return a number for the storage: a new one if nothing that is known still lies at that address."""
        address = address_of(tensor)
        number = self.storages.get(address)
        if address and number is not None and self.lives[number] > 0:
            return number
        number = len(self.lives)
        self.lives[number] = 0
        if address:
            self.storages[address] = number
        return number

    def saw_version(self, number, version):
        if version is not None:
            counter = self.known[number].counter
            self.versions[counter] = (self.versions.get(counter, (version,))[0], version)

    def see(self, tensor):
        """Return the number of a tensor that is used. If it is new to the trace, it was not made by what we record."""
        entry = self.alive.get(id(tensor))
        if entry is not None:
            return entry[1]
        sharing = [number for _, number in self.alive.values()] if tensor._is_view() or is_leaf(tensor) else ()
        if history_is_stale(tensor) or tensor.grad_fn is not None:
            made_by = "" if history_is_stale(tensor) else type(tensor.grad_fn).__name__
            return self.number(tensor, sharing, kind="result", made_by=made_by)
        owner = self.owner_of_gradient(tensor)
        if owner is not None:
            return self.number(tensor, sharing, kind="gradient", grad_of=owner)
        number = self.number(tensor, sharing, kind=leaf_kind(tensor))
        self.leaves[number] = self.alive[id(tensor)][0]
        return number

    def owner_of_gradient(self, tensor):
        """Return the number of the known leaf whose `.grad` this is, or None."""
        for number, ref in self.leaves.items():
            leaf = ref()
            if leaf is not None and is_leaf(leaf) and leaf.grad is tensor:
                return number
        return None

    def show(self, number):
        """Write down a leaf when it is used first."""
        known = self.known[number]
        if known.kind != "made" and not known.shown:
            known.shown = True
            self.events.append(Event("leaf", known.kind, outputs=(number,), region=self.region()))

    # What happens

    def before(self, inputs, written=()):
        """Return what has to be known of an operation before it runs, for `after`."""
        self.find_names()
        numbers = tuple(self.see(tensor) for tensor in inputs)
        flows = tuple(bool(t.requires_grad) and self.has_history(k) for t, k in zip(inputs, numbers, strict=True))
        return numbers, flows, tuple(version_of(tensor) for tensor in written)

    def has_history(self, number):
        """False for a view that was made without recording, until a recorded write to its base gives it a history."""
        known = self.known[number]
        return known.lost is None or self.rewritten.get(known.family, -1) > known.lost

    def after(self, token, kind, op, outputs, recorded=None, detail="", own_counter=False):
        """Write down an operation that has run. op: its name where it was not recorded."""
        numbers, flows, old = token
        mode = mode_of(outputs[0]) if outputs else "grad"
        for number in numbers:
            self.show(number)
        if kind == "write":
            made = tuple(self.see(tensor) for tensor in outputs)
            for number in made:
                self.show(number)
            versions = tuple((a, version_of(t)) for a, t in zip(old, outputs, strict=True))
            for number, (_, version) in zip(made, versions, strict=True):
                self.saw_version(number, version)
            if recorded is None:
                recorded = mode == "grad" and any(t.requires_grad and t.is_floating_point() for t in outputs)
        else:
            functions = [None if kind == "cut" else tensor.grad_fn for tensor in outputs]
            if op == "UnsafeView":  # so it is called because nobody else has the storage from now on
                self.storages.pop(address_of(outputs[0]), None)
            for tensor in outputs:
                if self.alive.get(id(tensor), (None, None))[1] in numbers:  # written to, but called another tensor
                    del self.alive[id(tensor)]
            made = tuple(self.number(tensor, numbers, kind == "cut", own_counter) for tensor in outputs)
            for number in made if own_counter or kind == "cut" else ():
                self.known[number].family = number
            for tensor, number in zip(outputs, made, strict=True):
                self.saw_version(number, version_of(tensor))
                if kind == "cut" or functions[0] is None:
                    self.leaves[number] = self.alive[id(tensor)][0]
            versions = ()
            node = next((function for function in functions if function is not None), None)
            recorded = node is not None
            op = type(node).__name__ if recorded else op
            for number in made if kind == "operation" and not recorded else ():
                self.known[number].lost = len(self.events)
        if kind == "write" and recorded:
            self.rewritten.update((self.known[number].family, len(self.events)) for number in made)
        flows = tuple(flow and recorded for flow in flows)
        self.add(kind, op, numbers, made, recorded, mode, flows, versions, detail)

    def add(self, kind, op, inputs=(), outputs=(), recorded=False, mode="grad", flows=(), versions=(), detail=""):
        event = Event(kind, op, inputs, outputs, recorded, mode, self.region(), flows, versions, detail)
        self.events.append(event)

    def statistics(self, tensors, batch):
        """A batch norm has moved its running statistics `tensors` by a batch: a write that no version counts."""
        if tensors:
            token = self.before([*tensors, batch], tensors)
            self.after(token, "write", "running statistics", tensors, recorded=False)

    def flag(self, tensor, old):
        """The flag of `tensor` was `old` and may have been changed. What is not known yet is read when it is used."""
        entry = self.alive.get(id(tensor))
        new = bool(tensor.requires_grad)
        if entry is None or old == new:
            return
        number = entry[1]
        known = self.known[number]
        known.lost = None
        if known.kind in LEAVES and not known.shown:
            known.kind = leaf_kind(tensor)
            return
        self.leaves[number] = entry[0]
        self.add("flag", leaf_kind(tensor), (number,), (number,), detail=f"requires_grad {old} -> {new}")

    def cut_in_place(self, tensor, had_history):
        entry = self.alive.get(id(tensor))
        if had_history or entry is not None:
            number = self.see(tensor) if entry is None else entry[1]
            self.show(number)
            self.leaves[number] = self.alive[id(tensor)][0]
            self.add("cut", "detach_", (number,), (number,), mode=mode_of(tensor))

    def new_data(self, tensor, value, numbers):
        """`tensor.data = value`: it lies in another storage from now on. The version counter stays.

        numbers: those of the two, seen before.
        """
        number, source = numbers
        if number == source:
            return
        self.show(number)
        self.show(source)
        self.lives[self.known[number].storage] -= 1
        ref = weakref.ref(tensor, self.forgetter(id(tensor), number, self.known[source].storage))
        self.alive[id(tensor)] = (ref, number)
        self.known[number].storage = self.known[source].storage
        self.lives[self.known[source].storage] += 1
        version = version_of(tensor)
        self.add("write", ".data =", (number, source), (number,), False, mode_of(tensor), (False, False),
                 ((version, version),))  # fmt: skip

    def slot(self, tensor, value):
        """`tensor.grad = value`."""
        entry = self.alive.get(id(tensor))
        if entry is not None:
            inputs = () if value is None else (self.see(value),)
            for number in inputs:
                self.show(number)
            self.add("slot", "grad", inputs, (entry[1],))

    def gradients_before(self, roots):
        """Return [(leaf, its .grad or None, that one's version)] for all leaves below `roots`, in a fixed order."""
        found, stack, seen = [], [t.grad_fn for t in roots if not history_is_stale(t)], set()
        known = [ref() for ref in self.leaves.values()]
        candidates = [*roots, *(t for t in known if t is not None)]
        candidates = [t for t in candidates if is_leaf(t) and t.requires_grad]
        while stack:
            node = stack.pop()
            if node is None or node in seen:
                continue
            seen.add(node)
            leaf = getattr(node, "variable", None)
            if leaf is not None:
                candidates.append(leaf)
            stack.extend(function for function, _ in reversed(node.next_functions))
        for leaf in candidates:
            if all(leaf is not other for other, *_ in found):
                found.append((leaf, leaf.grad, None if leaf.grad is None else version_of(leaf.grad)))
        return found

    def backward(self, name, roots, before, outputs=(), recorded=False):
        """A backward pass has run. before: what `gradients_before` returned. outputs: the gradients it returned."""
        self.find_names()
        inputs = tuple(self.see(tensor) for tensor in roots)
        for number in inputs:
            self.show(number)
        if outputs:
            made = tuple(dict.fromkeys(self.number(tensor) for tensor in outputs))
            self.add("backward", name, inputs, made, recorded, flows=(recorded,) * len(inputs))
            return
        filled, added = [], []
        for leaf, old, version in before:
            grad = leaf.grad
            if grad is None or (grad is old and version_of(grad) == version):
                continue
            owner = self.see(leaf)
            number = self.number(grad, kind="gradient", grad_of=owner)
            self.known[number].shown = True
            (filled if old is None else added).append(number)
        detail = "" if filled or added else "no .grad was filled"
        self.add("backward", name, inputs, (*filled, *added), recorded, flows=(True,) * len(inputs),
                 versions=(len(filled),), detail=detail)  # fmt: skip

    # Blocks

    def region(self):
        return self.open[-1] if self.open else None

    def enter(self, kind, label, owner, bare=False, fleeting=False):
        if bare and self.open and self.blocks[self.open[-1]].bare:
            self.leave_block(self.open[-1])
        self.find_names()
        self.blocks.append(Block(kind, label, self.region(), owner, bare, fleeting))
        self.add("enter", label, detail="" if bare else "with")
        self.open.append(len(self.blocks) - 1)

    def leave(self, owner):
        """Leave the block that `owner` opened last, and what was switched by a bare call inside."""
        mine = [place for place in self.open if self.blocks[place].owner is owner]
        if mine:
            inside = self.open[self.open.index(mine[-1]) :]
            for place in reversed(inside):
                if place == mine[-1] or self.blocks[place].bare:
                    self.leave_block(place)

    def leave_block(self, place):
        self.find_names()
        self.open.remove(place)
        self.blocks[place].owner = None
        if self.blocks[place].fleeting and self.events[-1].kind == "enter":
            self.events.pop()
        else:
            self.add("leave", self.blocks[place].label)

    def become_with(self, owner):
        """The mode that `owner` set at once when it was made is that of a `with` block. Returns True if so."""
        place = self.region()
        if place is None or self.blocks[place].owner is not owner or not self.blocks[place].bare:
            return False
        self.blocks[place].bare = False
        opened = max(k for k, event in enumerate(self.events) if event.kind == "enter")
        event = self.events[opened]
        self.events[opened] = Event("enter", event.op, region=event.region, detail="with")
        return True

    def unmake(self, owner):
        """The mode that `owner` set at once has been taken back: it decorates a function."""
        place = self.region()
        if place is not None and self.blocks[place].owner is owner and self.blocks[place].bare:
            self.open.pop()
            self.blocks[place].owner = None
            opened = max(k for k, event in enumerate(self.events) if event.kind == "enter")
            del self.events[opened]

    # Names

    def find_names(self, modules=False):
        """Look for variables that hold tensors which were made since. modules: for parameters and buffers too.

        What the caller named comes first, then the place in a module (`model.0.weight`), then the variable.
        """
        # Global variables are many, and known all the time: it is enough to look at them in the end.
        for rank, namespace in enumerate([*self.namespaces, self.outer] if modules else self.namespaces, 1):
            variables = rank >= len(self.namespaces)
            for name, value in list(namespace().items()):
                entry = self.alive.get(id(value))
                if entry is not None and entry[0]() is value:
                    if not variables or str(name)[:1] != "_":
                        self.call(entry[1], str(name), 2 if variables else 0)
                elif modules and hasattr(type(value), "named_parameters"):
                    for part, tensor in (*value.named_parameters(), *value.named_buffers()):
                        entry = self.alive.get(id(tensor))
                        if entry is not None:
                            self.call(entry[1], f"{name}.{part}", 1)

    def call(self, number, name, rank):
        if rank < self.ranks.get(number, 3):
            self.names[number], self.ranks[number] = name, rank

    def name_of_module(self, module):
        """Return where in the caller's variables a module is, as `model.0`; "" if nowhere."""
        entry = self.module_names.get(id(module))
        if entry is None or entry[0]() is not module:
            for namespace in self.namespaces:
                for name, value in list(namespace().items()):
                    if hasattr(type(value), "named_modules") and str(name)[:1] != "_":
                        for path, part in value.named_modules():
                            full = f"{name}.{path}".strip(".")
                            self.module_names.setdefault(id(part), (weakref.ref(part), full))
            entry = self.module_names.setdefault(id(module), (weakref.ref(module), ""))
        return entry[1]

    def close(self):
        """Take the last names, and let go of everything that is not plain data."""
        self.find_names(modules=True)
        while self.open:
            place = self.open.pop()
            self.blocks[place].owner = None
        self.namespaces, self.outer = (), dict
        self.alive, self.storages, self.leaves, self.module_names = {}, {}, {}, {}


def history_is_stale(tensor):
    """True for a view whose history autograd may have to take anew, which looking must not cause."""
    return tensor._is_view() and tensor._base is not None and tensor._base.requires_grad


def is_leaf(tensor):
    return not history_is_stale(tensor) and tensor.is_leaf


def leaf_kind(tensor):
    if tensor.requires_grad:
        return "leaf-grad"
    return "frozen" if type(tensor).__name__ == "Parameter" else "leaf"


def version_of(tensor):
    """Return the version, or None for tensors of inference mode, which have none."""
    return None if tensor.is_inference() else tensor._version


def address_of(tensor):
    """Return where the storage begins in memory; 0 if the tensor has no elements, or no plain memory."""
    if not hasattr(type(tensor), "_counter") and str(tensor.layout) != "torch.strided":
        return 0
    return tensor.data_ptr() - tensor.storage_offset() * tensor.element_size() if tensor.numel() else 0


def mode_of(tensor):
    """Return the grad mode of this thread in the package that `tensor` belongs to."""
    return mode_in(sys.modules["minigrad" if hasattr(type(tensor), "_counter") else "torch"])


def mode_in(package):
    """Return "grad", "no_grad" or "inference_mode"."""
    if package.is_inference_mode_enabled():
        return "inference_mode"
    return "grad" if package.is_grad_enabled() else "no_grad"

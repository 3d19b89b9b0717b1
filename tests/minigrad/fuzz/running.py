"""Runs programs statement by statement, and describes all that can be seen of their tensors in between."""

import math
import re
import warnings

from .language import flat, memory, numbers

LIMIT = 1e5  # programs end where numbers become so large that rounding differs visibly


class Run:
    """A program being run on one package. tensors: the variables, by name."""

    def __init__(self, torch):
        self.torch, self.names, self.blocks = torch, {"torch": torch}, []
        self.known, self.inferred, self.uncounted = set(), False, set()

    @property
    def tensors(self):
        return {name: value for name, value in self.names.items() if isinstance(value, self.torch.Tensor)}

    def step(self, line):
        """Run a line, and return [class of the error, its text, warnings], None for no error."""
        text = line.lstrip(" ")
        self.leave((len(line) - len(text)) // 4)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                if text.startswith("with "):
                    block = eval(text[5:-1], self.names)
                    block.__enter__()
                    self.blocks.append(block)
                else:
                    exec(text, self.names)
                error = [None, None]
            except Exception as raised:  # which one it is, is compared
                error = [type(raised).__name__, str(raised).split("\n\n")[0]]
        self.note()
        texts = [str(w.message).split(" (Triggered")[0] for w in caught if not issubclass(w.category, RuntimeWarning)]
        # Of cycles PyTorch warns once, and minigrad does not warn of gradients that lie in memory in another order.
        return [*error, [text for text in texts if "reference cycle" not in text and "layout contract" not in text]]

    def note(self):
        """Note the tensors that came into being once there were inference tensors.

        PyTorch counts some operations on inference tensors, among them casts, as writes to their results: their
        versions are not compared.
        """
        new = {name: tensor for name, tensor in self.tensors.items() if name not in self.known}
        self.known |= new.keys()
        self.inferred = self.inferred or any(tensor.is_inference() for tensor in new.values())
        if self.inferred:
            self.uncounted |= new.keys()

    def leave(self, depth=0):
        """Leave blocks until `depth` are open."""
        while len(self.blocks) > depth:
            self.blocks.pop().__exit__(None, None, None)

    def too_large(self):
        return any(
            math.isfinite(value) and abs(value) > LIMIT
            for tensor in self.tensors.values()
            for value in flat(numbers(tensor))
        )

    def state(self):
        """Return {name: all that is to be seen of that tensor} as plain data."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tensors = {name: self.names[name] for name in sorted(self.tensors)}
            grads = {
                f"{name}.grad": grad for name, t in tensors.items() if (grad := seen(lambda t=t: t.grad)) is not None
            }
            grads = {name: grad for name, grad in grads.items() if isinstance(grad, self.torch.Tensor)}
            owners = {}
            for name, tensor in (tensors | grads).items():  # PyTorch lets some gradients share: that is not compared
                owners.setdefault(memory(tensor), name if name in tensors else "a gradient")
            return {name: self.describe(name, tensor, tensors, owners) for name, tensor in (tensors | grads).items()}

    def describe(self, name, tensor, tensors, owners):
        base = seen(lambda: tensor._base)
        made_by = seen(lambda: tensor.grad_fn)
        graph = made_by if made_by is None or isinstance(made_by, str) else "graph"
        if graph == "graph" and name[0] == "x" and not name.endswith(".grad"):
            # What gradients of gradients are recorded as is not compared: only that they are.
            graph = type(made_by).__name__ + "".join(
                "-" if function is None else "A" if type(function).__name__ == "AccumulateGrad" else "o"
                for function, _ in made_by.next_functions
            )
        flags = [tensor.requires_grad, seen(lambda: tensor.is_leaf), tensor.is_inference(), tensor.retains_grad]
        # Whether PyTorch made a gradient by copying, or as a view of what nobody can reach, is not compared.
        computed = name[0] == "x" and not name.endswith(".grad")
        if computed:
            base = None if base is None else next((n for n, t in tensors.items() if t is base and n[0] == "x"), "?")
        else:
            base = "-"
        return {
            "values": rounded(numbers(tensor)),
            "shape": list(tensor.shape),
            "strides": strides(tensor) if computed and base is not None else None,
            "offset": tensor.storage_offset() if tensor.numel() and computed else 0,
            "dtype": str(tensor.dtype),
            "flags": "".join(str(int(flag)) if isinstance(flag, bool) else flag for flag in flags),
            "version": seen(lambda: tensor._version) if computed and name not in self.uncounted else None,
            "storage": owners[memory(tensor)] if tensor.numel() else None,
            "base": base,
            "grad_fn": graph,
            "output": 0 if made_by is None or isinstance(made_by, str) else tensor.output_nr,
        }


def strides(tensor):
    return [step for size, step in zip(tensor.shape, tensor.stride(), strict=True) if size > 1 and tensor.numel()]


def seen(look):
    """Return what `look()` returns, or the class of the error that it raises."""
    try:
        return look()
    except Exception as error:  # which one it is, is compared
        return type(error).__name__


def rounded(value):
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, float):
        return float(f"{value:.5g}") if math.isfinite(value) else str(value)
    return value


def same(a, b):
    """Compare two observations: numbers up to rounding, everything else exactly."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= 2e-4 * max(abs(a), abs(b), 0.01)
    return a == b


def differences(a, b):
    """Return a text that says where two states differ."""
    lines = []
    for name in sorted(a.keys() | b.keys()):
        one, two = a.get(name), b.get(name)
        if one is None or two is None:
            lines.append(f"{name}: {one} | {two}")
            continue
        lines += [f"{name} {key}: {one[key]} | {two[key]}" for key in one if not same(one[key], two[key])]
    return "\n".join(lines)


class Difference(AssertionError):
    """The two packages do not agree."""


class Pair:
    """A program being run on two packages at once, the second of which is right. strict: compare texts too.

    quiet: look at the tensors at the end only: looking itself lets views take their history anew.
    """

    def __init__(self, one, two, strict=False, quiet=False):
        self.runs, self.strict, self.quiet = (Run(one), Run(two)), strict, quiet
        self.lines, self.failed, self.over = [], set(), False

    @property
    def tensors(self):
        return self.runs[1].tensors

    def step(self, line):
        """Run a line on both. Raises Difference; sets `over` where the comparison has to end."""
        if self.over:
            return
        self.lines.append(line)
        ours, theirs = (run.step(line) for run in self.runs)
        if theirs[0]:
            self.failed.add(len(self.lines) - 1)
        if "INTERNAL ASSERT" in (theirs[1] or ""):
            self.over = True  # a bug of PyTorch
            return
        if theirs[0] and re.search(r"backward|autograd\.grad", line):
            self.over = True  # how far a backward pass came before an error is not compared
        if (ours != theirs) if self.strict else (ours[0] != theirs[0]):
            raise Difference(f"{self.code()}\n# {ours}\n# {theirs}")
        if not self.quiet and not self.over:
            self.look()
        self.over = self.over or self.runs[1].too_large() or self.laid_out_differently()

    def laid_out_differently(self):
        """True if a new result lies in memory in another order, as where inputs of several orders meet: what is a view
        differs then. Or if integers or a tensor of inference mode require grad: PyTorch itself cannot cope with it."""
        ours, theirs = (run.tensors for run in self.runs)
        return any(
            strides(ours[name]) != strides(theirs[name])
            or (theirs[name].requires_grad and (not theirs[name].is_floating_point() or theirs[name].is_inference()))
            for name in theirs
        )

    def look(self):
        ours, theirs = (run.state() for run in self.runs)
        if not same(ours, theirs):
            raise Difference(
                f"{self.code()}\n" + "".join(f"# {line}\n" for line in differences(ours, theirs).split("\n"))
            )

    def close(self):
        for run in self.runs:
            run.leave()
            run.torch.set_grad_enabled(True)

    def code(self):
        return as_code(self.lines, self.failed)


def as_code(lines, failed=()):
    """Return a program as code to paste; statements that failed are put into `with suppress(Exception):`."""
    out = []
    for number, line in enumerate(lines):
        text = line.lstrip(" ")
        indent = line[: len(line) - len(text)]
        if number in failed and number < len(lines) - 1:
            line = f"{indent}with suppress(Exception): {text}"
        out.append(line)
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if text.startswith("with ") and not following.startswith(indent + "    "):
            out.append(f"{indent}    pass")
    return "\n".join(out)


def compare(lines, one, two, strict=False, quiet=False):
    """Return the text of the first difference between two packages in a program, or None."""
    pair = Pair(one, two, strict, quiet)
    try:
        for line in lines:
            pair.step(line)
        if not pair.over:
            pair.look()
    except Difference as difference:
        return str(difference)
    finally:
        pair.close()
    return None


def without(lines, place):
    """Return the program without one line; what was in a block that is gone moves out of it."""
    line = lines[place]
    depth = len(line) - len(line.lstrip(" "))
    rest = list(lines[place + 1 :])
    if line.lstrip(" ").startswith("with "):
        for k, later in enumerate(rest):
            if len(later) - len(later.lstrip(" ")) <= depth:
                break
            rest[k] = later[4:]
    return lines[:place] + rest


def shrunk(lines, one, two, **options):
    """Return (a shortest program with a difference made by leaving out lines, the difference)."""
    found = compare(lines, one, two, **options)
    changed = True
    while changed:
        changed = False
        for place in reversed(range(len(lines))):
            shorter = without(lines, place)
            difference = compare(shorter, one, two, **options)
            if difference is not None:
                lines, found, changed = shorter, difference, True
    return lines, found

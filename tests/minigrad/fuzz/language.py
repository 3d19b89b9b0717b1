"""Writes random programs, statement by statement, as Python source text in which `torch` is the package to run on.

A statement is chosen by looking at the tensors that exist, so that most make sense; some are to fail. A block
such as `with torch.no_grad():` is one line, and what follows is indented until the block is left.
"""

import re

NUMBERS = ("2", "0.5", "-1", "3", "-0.25", "0")
MODES = (
    "torch.no_grad()", "torch.no_grad()", "torch.enable_grad()", "torch.set_grad_enabled(False)",
    "torch.set_grad_enabled(True)", "torch.inference_mode()", "torch.inference_mode(False)",
)  # fmt: skip
KINDS = (
    "leaf", "compute", "compute", "combine", "combine", "combine", "look", "look", "look", "look_many", "write",
    "write", "write", "write", "write_at", "write_at", "alias", "flag", "flag", "gradient_slot", "hook",
    "enter", "leave", "backward", "backward", "grad", "forget",
)  # fmt: skip


def memory(tensor):
    """Return where the storage of `tensor` begins. PyTorch's untyped_storage() fails for some taken-over gradients."""
    return tensor.data_ptr() - tensor.storage_offset() * tensor.element_size() if tensor.numel() else 0


def numbers(tensor):
    """Return the elements as lists. PyTorch has gradients of zeros without any memory, which must be copied first."""
    without_memory = getattr(tensor, "_is_zerotensor", bool)()
    return (tensor.detach().clone() if without_memory else tensor.detach()).tolist()


def flat(value):
    """Return the numbers in nested lists one after another."""
    return [number for item in value for number in flat(item)] if isinstance(value, list) else [value]


class Writer:
    """Writes the next statement. draw: an object with integer(low, high) and choice(options). tensors: by name."""

    def __init__(self, draw, tensors, depth=0):
        self.draw, self.tensors, self.depth = draw, tensors, depth

    def statement(self, kind):
        """Return a line, or None if `kind` does not fit now or is the end of a block."""
        if kind == "leave":
            self.depth = max(self.depth - 1, 0)
            return None
        if not self.tensors and kind not in ("leaf", "enter"):
            return None
        line = getattr(self, kind)()
        if line is None:
            return None
        if self.ambiguous(line):
            return None
        indented = "    " * self.depth + line
        if kind == "enter":
            self.depth += 1
        return indented

    def ambiguous(self, line):
        """True for what no rule decides: writes from memory that is being written, versions of some products."""
        names = re.findall(r"\b[xg]\d\b", line)
        tensors = [self.tensors[name] for name in dict.fromkeys(names) if name in self.tensors]
        if " @ " in line and any(tensor.is_inference() for tensor in tensors):
            return True  # PyTorch counts writes that its kernel makes on the way
        if not re.search(r"_\(|[-+*/]=|\] = ", line):
            return False
        owners = [memory(tensor) for tensor in tensors]
        shared = len(set(owners)) < len(owners)
        if not re.fullmatch(r"(x\d = )?x\d\.\w+\(x\d\)", line):
            return shared or (len(set(names)) < len(names) and "* 2" not in line)
        return shared and not all(dense(tensor) and 1 not in tensor.shape for tensor in tensors)

    # Names

    def chance(self, percent):
        return self.draw.integer(0, 99) >= 100 - percent

    def any(self, *wishes, gradients=False):
        """Return the name of a tensor; mostly one that fulfils as many of the wishes, in their order, as can be."""
        names = sorted(self.tensors)
        if not gradients:  # how PyTorch made a gradient, and what it shares, is its own affair
            names = [name for name in names if name[0] == "x"] or names
        if not self.chance(5):
            for wish in wishes:
                names = [name for name in names if wish(self.tensors[name])] or names
        return self.draw.choice(names)

    def new(self, prefix="x"):
        """Return a name to assign to: mostly a new one, at most ten of them."""
        names = [f"{prefix}{k}" for k in range(8 if prefix == "x" else 3)]
        free = [name for name in names if name not in self.tensors]
        return free[0] if free else self.draw.choice(names)

    def number(self):
        return self.draw.choice(NUMBERS)

    def dim(self, tensor):
        return self.draw.integer(-tensor.ndim, tensor.ndim - 1) if tensor.ndim else self.draw.choice((0, -1))

    # Statements that make a tensor

    def leaf(self):
        shape = self.draw.choice(
            ((), (2,), (3,), (2, 3), (3, 2), (2, 2), (1, 3), (2, 1), (2, 2, 2), (2, 1, 3), (0,), (1,))
        )
        kind = self.draw.choice(("float32", "float32", "float32", "float64", "int64"))
        flag = self.chance(60 if kind != "int64" else 3)
        values = self.values(shape, kind != "int64")
        return f"{self.new()} = torch.tensor({values}, dtype=torch.{kind}{', requires_grad=True' if flag else ''})"

    def values(self, shape, floats):
        if not shape:
            number = self.draw.integer(-6, 6)
            return number / 2 if floats else number
        return [self.values(shape[1:], floats) for _ in range(shape[0])]

    def compute(self):
        name = self.any(is_float, gradients=True)
        tensor = self.tensors[name]
        forms = [
            "-{x}", "{x}.abs()", "{x}.sum()", "{x}.mean()", "{x}.relu()", "{x}.tanh()", "{x}.sigmoid()", "{x} ** 2",
            "{x}.double().clone()", "{x}.float() + 0", "{x}.long()", "{x} > 0", "torch.zeros_like({x})", "{x}.sum({d})",
            "{x}.amax({d})", "{x}.clamp(-1, 1)", "{x}.contiguous().clone()", "{x}.clone()", "{x} * 1",
            "{x}.clamp(max=0.5)", "{x}.sum({d}, keepdim=True)", "{x}.cumsum({d})",
            "torch.ones_like({x}, requires_grad=True)",
        ]  # fmt: skip
        if small(tensor):
            forms += ["{x}.exp()", "{x}.prod()"]
        if is_float(tensor):
            forms.append("{x}.softmax({d})")
        return f"{self.new()} = {self.draw.choice(forms).format(x=name, d=self.dim(tensor))}"

    def combine(self):
        first = self.any(small, gradients=True)
        one = self.tensors[first]
        second = self.any(lambda t: fits(one, t), lambda t: t.dtype == one.dtype, gradients=True)
        two = self.tensors[second]
        forms = [
            "{a} + {b}", "{a} - {b}", "{a} * {b}", "{a} * {b}", "{a} / {b}", "torch.maximum({a}, {b})",
            "torch.where({a} > 0, {a}, {b})", "{a} + {n}", "{n} - {a}", "{a} * {n}", "{a} / 2", "{n} / {a}",
            "{a}.masked_fill({b} > 0, {n})", "torch.add({a}, {b}, alpha=2)",
        ]  # fmt: skip
        if has_zeros(two):
            forms.remove("{a} / {b}")
        if has_zeros(one):
            forms.remove("{n} / {a}")
        if one.ndim and two.ndim and one.ndim + two.ndim < 6 and one.shape[-1] == two.shape[max(two.ndim - 2, 0)]:
            forms += ["{a} @ {b}"] * 3
        if one.is_inference() or two.is_inference():
            forms.remove("torch.maximum({a}, {b})")
        elif one.shape == two.shape:
            forms += ["torch.stack([{a}, {b}])", "torch.cat([{a}, {b}])"]
        return f"{self.new()} = {self.draw.choice(forms).format(a=first, b=second, n=self.number())}"

    def look(self):
        name = self.any(lambda t: t.ndim > 0)
        return f"{self.new()} = {self.looked_at(name)}"

    def looked_at(self, name):
        """Return an expression that is a view of the tensor `name`, mostly."""
        tensor, size = self.tensors[name], self.tensors[name].numel()
        forms = [
            f".view({self.shape_of(size)})", f".reshape({self.shape_of(size)})", ".squeeze()",
            f".unsqueeze({self.draw.integer(0, tensor.ndim)})",
            f".expand({', '.join(map(str, (2, *tensor.shape)))})", f".view_as({name})", f"{self.index(tensor)}",
            f"{self.index(tensor)}", f"{self.index(tensor)}", ".flatten()",
        ]  # fmt: skip
        if tensor.ndim:
            forms += [
                f".squeeze({self.dim(tensor)})",
                f".select({self.dim(tensor)}, 0)",
                f".narrow({self.dim(tensor)}, 0, 1)",
            ]
        if tensor.ndim <= 2:
            forms += [".t()"]
        if tensor.ndim == 2:
            forms += [".t()", ".T", ".transpose(0, 1)", ".permute(1, 0)", ".diagonal()"]
        if tensor.ndim == 3:
            forms += [".permute(2, 0, 1)", ".transpose(0, 2)"]
        return name + self.draw.choice(forms)

    def shape_of(self, size):
        choices = [str(size), "-1", f"1, {size}"]
        if size % 2 == 0:
            choices += [f"2, {size // 2}", f"{size // 2}, 2"]
        if size % 3 == 0:
            choices += [f"3, {size // 3}"]
        return self.draw.choice(choices)

    def index(self, tensor):
        if tensor.ndim == 0:
            return self.draw.choice(("[...]", "[None]", "[()]"))
        forms = ["[0]", "[-1]", "[1:]", "[:1]", "[::2]", "[...]", "[None]", "[..., 0]", "[..., 1:]", "[:]", "[0:0]"]
        if tensor.ndim >= 2:
            forms += ["[0, 0]", "[:, 0]", "[:, 1:]", "[1, ...]", "[:, None]", "[0:1, -1]"]
        return self.draw.choice(forms)

    def fancy(self, name):
        tensor = self.tensors[name]
        forms = [f"[{name} > 0]"]
        if tensor.ndim:
            forms += [
                "[[0, 0]]",
                "[torch.tensor([0, -1])]",
                "[..., [0]]",
                "[[0], 0:1]" if tensor.ndim > 1 else "[[-1]]",
            ]
        return self.draw.choice(forms)

    def look_many(self):
        name = self.any(lambda t: t.ndim > 0)
        tensor = self.tensors[name]
        dim = self.dim(tensor)
        forms = [f"{name}.split(1, {dim})", f"{name}.chunk(2, {dim})", f"{name}.unbind({dim})"]
        if tensor.ndim and tensor.shape[dim] == 3:
            forms.append(f"{name}.split([1, 2], {dim})")
        form = self.draw.choice(forms)
        if self.chance(40) and tensor.ndim and tensor.shape[dim] == 2:
            first = self.draw.integer(0, 6)
            return f"x{first}, x{first + 1} = {form}"
        return f"{self.new()} = {form}[{self.draw.choice((0, -1, 1))}]"

    def alias(self):
        name = self.any()
        form = self.draw.choice(
            (
                "{x}.float()",
                "{x}.double()",
                "{x}.contiguous()",
                "{x}.detach()",
                "{x}.detach()",
                "{x}.data",
                "{x}.clone()",
                "{x}",
                "{x}.detach().clone()",
                "{x}" + self.fancy(name),
            )
        )
        return f"{self.new()} = {form.format(x=name)}"

    # Statements that write

    def write(self):
        target = self.any(lambda t: not (is_leaf(t) and t.requires_grad), is_float)
        tensor = self.tensors[target]
        second = self.any(lambda t: fits(tensor, t, True), lambda t: t.dtype == tensor.dtype)
        if self.chance(15):
            target = self.looked_at(target)
            if target.endswith("]") and self.chance(50):
                return f"{target} {self.draw.choice(('+=', '*=', '-='))} {self.draw.choice((second, self.number()))}"
        elif self.chance(15):
            signs = ("+=", "-=", "*=") if has_zeros(self.tensors[second]) else ("+=", "/=")
            return f"{target} {self.draw.choice(signs)} {self.draw.choice((second, self.number()))}"
        elif self.chance(10):
            target += ".data" if self.chance(50) else ".detach()"
        forms = [
            "{a}.add_({b})", "{a}.add_({n})", "{a}.sub_({b})", "{a}.mul_({b})", "{a}.mul_({n})", "{a}.div_(2)",
            "{a}.neg_()", "{a}.zero_()", "{a}.fill_({n})", "{a}.copy_({b})", "{a}.copy_({b})", "{a}.clamp_(-1, 1)",
            "{a}.clamp_(min=0)", "{a}.masked_fill_({b} > 0, {n})", "{a}.add_({b}, alpha=0.5)", "{a}.tanh_()",
            "{a}.relu_()", "{a}.sigmoid_()", "{a}.t_()", "{a}.unsqueeze_(0)", "{a}.squeeze_()",
        ]  # fmt: skip
        if small(tensor):
            forms += ["{a}.exp_()", "{a}.pow_(2)"]
        scalars = [name for name in sorted(self.tensors) if self.tensors[name].ndim == 0]
        if scalars:
            forms += ["{a}.fill_({s})", "{a}.masked_fill_({b} > 0, {s})"]
        form = self.draw.choice(forms)
        line = form.format(a=target, b=second, n=self.number(), s=self.draw.choice(scalars) if scalars else "")
        return f"{self.new()} = {line}" if self.chance(15) else line

    def write_at(self):
        target = self.any(lambda t: not (is_leaf(t) and t.requires_grad), is_float)
        tensor = self.tensors[target]
        second = self.any(lambda t: t.ndim <= max(tensor.ndim - 1, 0), lambda t: t.dtype == tensor.dtype)
        index = self.index(tensor) if self.chance(75) else self.fancy(target)
        value = self.draw.choice((second, second, self.number(), f"{target}{index} * 2"))
        return f"{target}{index} = {value}"

    # Flags, gradients, modes

    def flag(self):
        name = self.any()
        other = self.any(lambda t: t.shape == self.tensors[name].shape)
        tensor, two = self.tensors[name], self.tensors[other]
        forms = [
            "{x}.requires_grad_()", "{x}.requires_grad_()", "{x}.requires_grad_(False)", "{x}.requires_grad = True",
            "{x}.requires_grad = False", "{x}.retain_grad()", "{x}.retain_grad()",
            "{y} = {x}.clone().requires_grad_()", "{y} = {x}.detach().requires_grad_()",
        ]  # fmt: skip
        if tensor._backward_hooks is None:  # else PyTorch lets old hooks come to life again
            forms.append("{x}.detach_()")
        if tensor.shape == two.shape and tensor.dtype == two.dtype and tensor.is_inference() == two.is_inference():
            forms.append("{x}.data = {y}")
        return self.draw.choice(forms).format(x=name, y=other)

    def gradient_slot(self):
        name = self.any(lambda t: is_leaf(t) and t.grad is not None)
        forms = [
            "{x}.grad = None",
            "{x}.grad = {y}",
            "{x}.grad.zero_()",
            "{n} = {x}.grad",
            "{x}.grad = {y}.detach().clone()",
        ]
        form = self.draw.choice(forms)
        if not is_leaf(self.tensors[name]) or self.tensors[name].grad is None:
            form = self.draw.choice(forms[1::3])
        return form.format(
            x=name,
            n=self.new("g"),
            y=self.any(lambda t: t.shape == self.tensors[name].shape and t is not self.tensors[name]),
        )

    def hook(self):
        name = self.any(lambda t: t.requires_grad)
        tensor = self.tensors[name]
        if is_leaf(tensor) is None or tensor._backward_hooks is not None:
            return None  # a tensor that changed since it was given a hook: PyTorch is not consistent there
        return f"{name}.register_hook(lambda g: {self.draw.choice(('g * 2', 'None', 'g + 1'))})"

    def forget(self):
        return f"del {self.any(gradients=True)}" if len(self.tensors) > 3 else None

    def enter(self):
        return f"with {self.draw.choice(MODES)}:" if self.depth < 3 else None

    def output(self):
        name = self.any(lambda t: t.requires_grad, lambda t: not is_leaf(t), small, gradients=True)
        return name, self.tensors[name]

    def options(self, *options):
        return "".join(f", {option}" for option in options if self.chance(25))

    def backward(self):
        name, tensor = self.output()
        inputs = f"inputs=[{self.any(lambda t: t.requires_grad)}]"
        options = self.options("retain_graph=True", "create_graph=True", inputs)[2:]
        if tensor.numel() == 1 and self.chance(60):
            return f"{name}.backward({options})"
        if self.chance(50):
            return f"{name}.sum().backward({options})"
        same = self.any(lambda t: t.shape == tensor.shape, lambda t: t.dtype == tensor.dtype)
        start = self.draw.choice((f"torch.ones_like({name})", f"{same}.detach().clone()"))
        return f"{name}.backward({start}{', ' if options else ''}{options})"

    def grad(self):
        name, tensor = self.output()
        inputs = [self.any(lambda t: t.requires_grad) for _ in range(self.draw.integer(1, 2))]
        options = self.options("retain_graph=True", "create_graph=True", "allow_unused=True", "materialize_grads=True")
        output = name if tensor.numel() == 1 and self.chance(70) else f"{name}.sum()"
        return f"{self.new('g')} = torch.autograd.grad({output}, [{', '.join(inputs)}]{options})[{len(inputs) - 1}]"


def is_float(tensor):
    return tensor.is_floating_point()


def is_leaf(tensor):
    try:
        return tensor.is_leaf
    except RuntimeError:  # a view that may not be looked at any more
        return None


def small(tensor):
    """True if the elements are such that a few operations more will not make them huge."""
    return all(abs(value) <= 4 for value in flat(numbers(tensor)))


def has_zeros(tensor):
    return 0.0 in flat(numbers(tensor))


def dense(tensor):
    """True if the elements fill one piece of memory."""
    expected = 1
    for step, size in sorted(zip(tensor.stride(), tensor.shape, strict=True)):
        if size > 1 and step != expected:
            return False
        expected *= size
    return True


def fits(one, two, into=False):
    """True if two shapes can be broadcast together; into: if that of `two` can be to that of `one`."""
    a, b = tuple(one.shape), tuple(two.shape)
    if into and len(b) > len(a):
        return False
    return all(y == 1 or x == y or (x == 1 and not into) for x, y in zip(a[::-1], b[::-1], strict=False))

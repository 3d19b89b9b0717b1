"""From the record of a backward pass to steps in words: formulas, the numbers in them, sums, and the leaves' .grad."""

import math
import re
from dataclasses import dataclass

import numpy as np

from ..picture import shorten
from ..snapshot import FULL, Snapshot, snapshot, written
from . import formulas
from .formula_functions import FUNCTIONS, sum_to

WIDTH = 110  # characters: a longer equation is broken at its equals signs
LONGEST = 160  # characters of a formula with its numbers
TOLERANCE = {"float64": 1e-6, "float32": 1e-3, "complex64": 1e-3, "complex128": 1e-6}  # other dtypes: 0.05


@dataclass(frozen=True, eq=False)
class InputGradient:
    """The gradient that a node returned for one input.

    key: the name of the input, such as "other"; name: of the tensor there, if known, else the same; place: its number;
    box: the id of the box that the gradient goes to; to: the kind of node there, if the tensor has no name.
    formula: its text, None if none is written, or if it does not give this gradient; numbers: the same with the numbers
    in it, None if they are many or not known. unsummed: what the formula gives before it is summed to the input's
    shape, None if that is the same. note: what else there is to say.
    """

    key: str
    name: str
    place: int
    box: str
    to: str
    value: Snapshot
    formula: str | None = None
    numbers: str | None = None
    unsummed: Snapshot | None = None
    note: str = ""


@dataclass(frozen=True, eq=False)
class Step:
    """One node that ran.

    node: its kind. box: the id of its box. name: of the leaf or of the result, None if unknown. gradients: those of
    its results; sums: for each, the gradients that arrived and were added; hooked: True if a hook then changed them.
    inputs: the InputGradients that it returned. For a leaf, leaf is True, before and after are its .grad, and counted
    is how often that has been added to, None if unknown.
    """

    node: str
    box: str
    name: str | None
    gradients: tuple
    sums: tuple = ()
    hooked: bool = False
    inputs: tuple = ()
    leaf: bool = False
    before: Snapshot | None = None
    after: Snapshot | None = None
    counted: int | None = None


def step_of(record, vertices):
    """Return the Step that a Record tells of."""
    vertex = vertices[record.place]
    sums = tuple(tuple(part for _, part in parts) for parts in record.parts)
    hooked = not all(_adds_up(parts, grad) for parts, grad in zip(sums, record.grads, strict=True))
    return Step(
        vertex.kind, f"n{record.place}", vertex.name, tuple(record.grads), sums, hooked, _inputs(record, vertices),
        vertex.leaf, record.before, record.after, record.counted,
    )  # fmt: skip


def _adds_up(parts, grad):
    arrays = [part.array for part in parts]
    if grad is None or grad.array is None or any(array is None for array in arrays):
        return True
    return bool(parts) and near(sum(arrays[1:], arrays[0]), grad, *parts)


def near(array, expected, *others):
    """True if an array equals a Snapshot, up to rounding. others: Snapshots from which it was computed."""
    tolerance = TOLERANCE.get(expected.dtype, 0.05)
    sizes = [np.abs(array[np.isfinite(array)])]
    sizes += [np.abs(one.array[np.isfinite(one.array)]) for one in (expected, *others) if one.array is not None]
    size = max((float(one.max()) for one in sizes if one.size), default=0.0)
    return array.shape == expected.shape and np.allclose(array, expected.array, tolerance, tolerance * size, True)


def _inputs(record, vertices):
    vertex = vertices[record.place]
    values = _values(record, vertices)
    written_down = formulas.formulas_of(vertex.kind, values, len(vertex.children))
    names = {name: shown for name, shown in record.names.items() if usable(shown)}
    inputs = []
    for place, (child, gradient) in enumerate(zip(vertex.children, record.inputs, strict=False)):
        if child is None or gradient is None:
            continue
        key, text = written_down.get(place, (f"input {place}", None))
        sent_to = vertices[child[0]]
        name = sent_to.names.get(child[1])
        start = (key, name or key, place, f"n{child[0]}", "" if name else sent_to.kind, gradient)
        if text is None:
            note = formulas.WORDS.get(vertex.kind, "no formula is written for this kind of node")
            inputs.append(InputGradient(*start, note=note))
        else:
            inputs.append(_explained(start, text, values | _for_input(values, place, vertices, vertex), names))
    return tuple(inputs)


def _explained(start, text, values, names):
    """Return the InputGradient that begins with `start`, with what can be said of the formula `text`."""
    gradient = start[-1]
    if gradient.dtype.startswith("complex"):
        return InputGradient(*start, note="no formula is written for complex numbers")
    shown = _replaced(text, {key: names.get(key, key) for key in formulas.names_in(text)})
    try:
        result = np.asarray(formulas.evaluate(text, values))
        summed = sum_to(result, gradient.shape)
    except NameError:  # something was not saved, or is too large to be kept
        return InputGradient(*start, shown)
    except (ValueError, IndexError, TypeError) as error:
        return InputGradient(*start, note=f"{shown} cannot be evaluated here ({type(error).__name__})")
    unsummed = snapshot(result) if result.shape != gradient.shape else None
    if gradient.array is not None and not near(
        summed, gradient, snapshot(values["g"]), *([unsummed] if unsummed else [])
    ):
        return InputGradient(*start, note=f"not what {shown} gives: a hook changed it, or rounding")
    used = {key: values[key] for key in formulas.names_in(text)}
    few = all(not isinstance(value, np.ndarray) or 0 < value.size <= FULL for value in used.values())
    few = few and 0 < gradient.size <= FULL
    numbers = _replaced(text, {key: written(value) for key, value in used.items()}) if few else None
    if numbers is not None and len(numbers) > LONGEST:
        numbers = None
    return InputGradient(*start, shown, numbers, unsummed)


def _replaced(text, words):
    """Return a formula with its names replaced by `words`; negative numbers get parentheses where they need them."""

    def word(match):
        name = match[0]
        new = words.get(name, name)
        before, after = text[: match.start()].rstrip()[-1:], text[match.end() :].lstrip()[:1]
        enclosed = before in ("", "(", ",") and after in ("", ")", ",")
        return f"({new})" if new.startswith("-") and not enclosed else new

    return re.sub(r"(?<![\w.'])[A-Za-z_]\w*(?!\w|')", word, text)


def usable(name):
    """True if the name of a tensor can stand in a formula without being mistaken for something else."""
    return name.isidentifier() and name not in FUNCTIONS and name not in ("g", "grads")


def _values(record, vertices):
    """Return what formulas may use, by name: arrays and settings."""
    vertex = vertices[record.place]
    values = {}
    for name, value in record.saved.items():
        plain = _array(value)
        if plain is not _LARGE:
            values[name.replace("_sym_sizes", "_shape")] = plain
    for old, new in _ALIASES.get(vertex.kind, {}).items():
        if old in values:
            values[new] = values.pop(old)
    _complete(vertex.kind, values)
    children = [child for child in vertex.children if child is not None]
    if "self_shape" not in values:
        if isinstance(values.get("self"), np.ndarray):
            values["self_shape"] = values["self"].shape
        elif vertex.children and vertex.children[0] is not None:
            values["self_shape"] = _shape(vertices, children[0])
    if vertex.kind == "EmbeddingBackward0":
        values["weight_shape"] = _shape(vertices, children[0])
    grads = [
        np.zeros(shape) if grad is None else grad.array
        for grad, shape in zip(record.grads, vertex.outputs, strict=False)
    ]
    if grads and grads[0] is not None:
        values["g"] = grads[0]
    if all(grad is not None for grad in grads):
        values["grads"] = tuple(grads)
    if "count" in str(formulas.TABLE.get(vertex.kind)) and "self_shape" in values:
        values["count"] = _count(values)
    return values


_LARGE = object()
_ALIASES = {
    "PowBackward2": {"self": "base"},
    "LinalgVectorNormBackward0": {"p": "ord"},
}


def _array(value):
    if isinstance(value, Snapshot):
        return _LARGE if value.array is None else value.array
    if isinstance(value, tuple):
        items = tuple(slice(None) if item is None else _array(item) for item in value)
        return _LARGE if any(item is _LARGE for item in items) else items
    return value


def _complete(kind, values):
    """Bring what the two packages save in different ways into one form."""
    shape = values["self"].shape if isinstance(values.get("self"), np.ndarray) else values.get("self_shape")
    if "dim" in values and (values["dim"] == () or shape == ()):
        values["dim"] = None
    if "correction" in values and values["correction"] is None:
        values["correction"] = 1
    if kind == "PowBackward0":
        values.setdefault("exponent", 2)  # minigrad's square
    if kind.startswith("ClampBackward"):
        values.setdefault("min", None)
        values.setdefault("max", None)
    if kind == "RollBackward0" and not isinstance(values["shifts"], tuple):
        values["shifts"] = (values["shifts"],)
    if kind == "SliceBackward0":
        index = values.pop("index", None)
        if index is not None:
            values |= {"start": index.start, "end": index.stop, "step": index.step}
        size = values["self_shape"][values["dim"]]
        values["start"], values["end"], values["step"] = slice(values["start"], values["end"], values["step"]).indices(
            size
        )
    if kind == "ConstantPadNdBackward0" and "widths" in values:
        values["pad"] = tuple(n for pair in reversed(values["widths"]) for n in pair)


def _count(values):
    """Return the number of elements that a mean was taken over, 1 if there was no mean."""
    shape = values["self_shape"]
    if "reduction" in values:
        return math.prod(shape) if values["reduction"] == 1 else 1
    dim = values.get("dim")
    if dim is None or not shape:
        return math.prod(shape)
    return math.prod(shape[d] for d in (dim if isinstance(dim, tuple) else (dim,)))


def _for_input(values, place, vertices, vertex):
    """Return what only the formula for the input at `place` uses: for cat, the part that came from it."""
    if vertex.kind not in formulas.SEVERAL:
        return {}
    found = {"place": place}
    if vertex.kind == "CatBackward0" and "dim" in values:
        dim, shapes = values["dim"], values.get("shapes")
        if shapes is None:
            shapes = [None if child is None else _shape(vertices, child) for child in vertex.children]
        sizes = [None if shape is None else 0 if shape == (0,) else shape[dim] for shape in shapes]
        before, rest = sizes[:place], sizes[place:]
        found["length"] = rest[0]
        if None not in before:
            found["start"] = sum(before)
        elif None not in rest:
            found["start"] = vertex.outputs[0][dim] - sum(rest)
    return found


def _shape(vertices, child):
    place, number = child
    return vertices[place].outputs[number]


# In words


def lines_of(step, target):
    """Return the lines of text that tell a step. target: the name of the tensor whose backward it is."""
    lines = []
    for number, (grad, parts) in enumerate(zip(step.gradients, step.sums, strict=True)):
        if grad is None:
            continue
        which = "g" if len(step.gradients) == 1 else f"g of result {number}"
        if len(parts) > 1:
            total = " + ".join(_bracketed(part) for part in parts)
            changed = "; a hook changed it to" if step.hooked else " ="
            line = f"{which} = {total}{changed} {grad}, as {len(parts)} paths meet here"
            lines += (
                [line]
                if len(line) <= WIDTH
                else [f"{which} = {total}", f" {changed} {grad}, as {len(parts)} paths meet here"]
            )
        else:
            lines.append(f"{which} = {grad}" + (" (changed by a hook)" if step.hooked else ""))
    names = [one.name for one in step.inputs]
    for one in step.inputs:
        name = shorten(one.name) + (f" (as {one.key})" if names.count(one.name) > 1 else "")
        parts = [f"d {shorten(target)}/d {name}", *_equation(one)]
        parts[-1] += f"  → {one.to}" if one.to else ""
        line = " = ".join(parts)
        lines += [line] if len(line) <= WIDTH else [parts[0], *(f"  = {part}" for part in parts[1:])]
    if step.leaf:
        lines.append(_bucket(step))
    return lines


def _equation(one):
    """Return what stands between the equals signs: the formula, with numbers, and the gradient."""
    if one.formula is None:
        return [f"{one.value} ({one.note})"]
    parts = [one.formula, *([one.numbers] if one.numbers else [])]
    if one.unsummed is not None:
        parts += [str(one.unsummed)]
    parts = [part for k, part in enumerate(parts) if k == 0 or part != parts[k - 1]]
    if one.unsummed is not None:
        parts[-1] += f", {_axes(one.unsummed.shape, one.value.shape)}"
    if parts[-1] != str(one.value):
        parts.append(str(one.value))
    return parts


def _axes(old, new):
    extra = len(old) - len(new)
    axes = [*range(extra), *(extra + k for k, n in enumerate(new) if n == 1 and old[extra + k] != 1)]
    words = f"dimension {axes[0]}" if len(axes) == 1 else f"dimensions {', '.join(map(str, axes))}"
    return f"summed over {words}, along which the input was repeated"


def _bucket(step):
    name = f"{shorten(step.name)}.grad" if step.name else "its .grad"
    if step.after is None:
        return f"{name} stays None: the leaf does not require grad any more"
    if step.before is None:
        return f"{name} was None (empty), now {step.after}: {times(step.counted)}"
    grad = next(grad for grad in step.gradients if grad is not None)
    total = f"{_bracketed(step.before)} + {_bracketed(grad)} = {step.after}"
    zero = step.before.array is not None and not step.before.array.any()
    return f"{name} {'was zero' if zero else 'was not emptied'}: {total}, {times(step.counted)}"


def _bracketed(value):
    text = str(value)
    return f"({text})" if text.startswith("-") else text


def times(count):
    """Return how many passes a .grad is the sum of, in words; None: that is not known."""
    if count is None:
        return "added to again"
    return ("filled by no pass", "filled by 1 pass")[count] if count < 2 else f"sum of {count} passes"

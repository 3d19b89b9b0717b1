"""Tells the recorders what minigrad does. The engine knows nothing of it: with `modes.plain` False, every operation
passes through `Op.run` or `inplace.write`, and these are replaced while a trace is open."""

import functools
import re
import sys
import weakref

import minigrad

from ... import _tensor, inplace, modes, optim, random, record
from .recorder import here, quietly
from .watching import Watcher

# Functions that compute without a row of the table: none of them has a derivative.
WITHOUT_ROW = ("argmax", "argmin", "count_nonzero", "nonzero", "isnan", "isinf", "isclose")

# Methods that turn a tensor in place. They write nothing, but count as writes, as PyTorch's do.
TURNING = ("t_", "transpose_", "swapaxes_", "swapdims_", "squeeze_", "unsqueeze_")


class MinigradWatcher(Watcher):
    def start(self):
        super().start()
        modes.special(1)

    def stop(self):
        modes.special(-1)
        super().stop()

    def replacements(self):
        tensor = _tensor.Tensor
        yield record.Op, "run", self.run
        yield inplace, "write", self.write
        yield tensor, "detach", self.detach
        yield tensor, "data", self.data
        yield tensor, "detach_", self.detach_in_place
        yield tensor, "requires_grad", self.flag
        yield tensor, "grad", self.slot
        yield tensor, "__deepcopy__", self.hidden
        yield tensor, "__repr__", self.hidden
        yield tensor, "__getitem__", self.at
        yield tensor, "__setitem__", self.at
        yield _tensor, "cast", self.cast
        yield random, "write", lambda original: self.drawn(original, 2)
        yield random, "bernoulli_", lambda original: self.drawn(original, None)
        for name in TURNING:
            yield tensor, name, self.turning
        yield optim.Optimizer, "step", self.step
        yield optim.Optimizer, "zero_grad", self.zero_grad
        for name in WITHOUT_ROW:
            yield tensor, name, self.named
            yield minigrad, name, self.named

    def run(self, original):
        @functools.wraps(original)
        def run(op, inputs, arrays, settings, *more):
            if not here.recorders or here.quiet:
                return original(op, inputs, arrays, settings, *more)
            tensors = self.given([t for t in inputs if self.visible(t)])
            tensors += self.keys_of(op)
            result = self.whole(plain_name(op), tensors, lambda: original(op, inputs, arrays, settings, *more))
            if op.name == "NativeBatchNormBackward0" and settings.get("training"):
                with quietly():
                    for recorder in here.recorders:
                        recorder.statistics([t for t in inputs[3:5] if t is not None], inputs[0])
            return result

        return run

    def write(self, original):
        @functools.wraps(original)
        def write(op, tensor, others=(), arrays=None, **settings):
            if not here.recorders or here.quiet:
                return original(op, tensor, others, arrays, **settings)
            inputs = [tensor, *self.keys_of(op), *self.given([self.own(t) for t in others if self.visible(t)])]
            run = functools.partial(original, op, tensor, others, arrays, **settings)
            return self.written(in_place_name(op), inputs, [tensor], run)

        return write

    def written(self, name, inputs, targets, run):
        with quietly():
            tokens = [recorder.before(inputs, targets) for recorder in here.recorders]
            result = run()
            for recorder, token in zip(here.recorders, tokens, strict=True):
                recorder.after(token, "write", name, targets)
        return result

    def visible(self, tensor):
        """False for a number that was made a tensor on the way. In inference mode it is like any other tensor."""
        if not self.is_tensor(tensor) or type(tensor._counter) is modes.Number:
            return False
        return tensor._counter is not _tensor.INFERENCE or tensor.ndim > 0 or self.known(tensor)

    def given(self, tensors):
        """Leave out what indexing made of numbers and lists: tensors that neither the program nor a trace knows."""
        if here.user is None:
            return tensors
        mine = {id(tensor) for tensors in here.user for tensor in tensors}
        return [t for t in tensors if id(t) in mine or self.known(t)]

    def known(self, tensor):
        return any(id(tensor) in recorder.alive for recorder in here.recorders)

    def own(self, tensor):
        """Return the tensor of the program that minigrad itself has detached last, if `tensor` is what came of it."""
        made, source = here.stand_in
        return source() if made() is tensor and source() is not None else tensor

    def keys_of(self, op):
        """Return the index tensors, which an indexing row gets as arrays. One True or False alone is made a view."""
        if here.user is None or op.name not in ("IndexBackward0", "IndexPutBackward0"):
            return []
        return [tensor for tensor in here.user[0] if tensor.ndim or tensor._data.dtype.kind != "b"]

    def detach(self, original):
        @functools.wraps(original)
        def detach(tensor):
            if here.recorders and not here.quiet and self.of_package(1):
                result = original(tensor)
                here.stand_in = weakref.ref(result), weakref.ref(tensor)
                return result
            if not here.recorders or here.quiet:
                return original(tensor)
            return self.cut("detach", tensor, lambda: original(tensor))

        return detach

    def cut(self, name, tensor, run, own_counter=False):
        with quietly():
            tokens = [recorder.before([tensor]) for recorder in here.recorders]
            result = run()
            for recorder, token in zip(here.recorders, tokens, strict=True):
                recorder.after(token, "cut", name, [result], own_counter=own_counter)
        return result

    def data(self, original):
        def getter(tensor):
            if not here.recorders or here.quiet or self.of_package(1):
                return original.fget(tensor)
            return self.cut(".data", tensor, lambda: original.fget(tensor), own_counter=True)

        def setter(tensor, value):
            if not here.recorders or here.quiet or not self.is_tensor(value):
                return original.fset(tensor, value)
            with quietly():
                numbers = [(recorder.see(tensor), recorder.see(value)) for recorder in here.recorders]
                original.fset(tensor, value)
                for recorder, pair in zip(here.recorders, numbers, strict=True):
                    recorder.new_data(tensor, value, pair)
            return None

        return property(getter, setter, original.fdel, original.__doc__)

    def detach_in_place(self, original):
        @functools.wraps(original)
        def detach_(tensor):
            if not here.recorders or here.quiet:
                return original(tensor)
            with quietly():
                had = bool(tensor.requires_grad)
                result = original(tensor)
                for recorder in here.recorders:
                    recorder.cut_in_place(tensor, had)
            return result

        return detach_

    def flag(self, original):
        def setter(tensor, flag):
            if not here.recorders or here.quiet:
                return original.fset(tensor, flag)
            old = bool(tensor.requires_grad)
            original.fset(tensor, flag)
            with quietly():
                for recorder in here.recorders:
                    recorder.flag(tensor, old)
            return None

        return property(original.fget, setter, original.fdel, original.__doc__)

    def slot(self, original):
        def setter(tensor, value):
            original.fset(tensor, value)
            if here.recorders and not here.quiet:
                with quietly():
                    for recorder in here.recorders:
                        recorder.slot(tensor, value)

        return property(original.fget, setter, original.fdel, original.__doc__)

    def at(self, original):
        @functools.wraps(original)
        def at(tensor, key, *value):
            if not here.recorders or here.quiet or here.user is not None:
                return original(tensor, key, *value)
            here.user = (self.tensors_in([key]), self.tensors_in([tensor, *value]))
            try:
                return original(tensor, key, *value)
            finally:
                here.user = None

        return at

    def cast(self, original):
        @functools.wraps(original)
        def cast(tensor, numpy_dtype):
            result = original(tensor, numpy_dtype)
            if result is not tensor and here.recorders and not here.quiet and result.dtype.category < 2:
                self.whole("ToCopy", [tensor], lambda: result)
            return result

        return cast

    def drawn(self, original, place):
        @functools.wraps(original)
        def drawn(tensor, *args, **kwargs):
            if not here.recorders or here.quiet:
                return original(tensor, *args, **kwargs)
            name = "bernoulli_" if place is None else f"{args[place - 1]}_"
            return self.written(name, [tensor], [tensor], lambda: original(tensor, *args, **kwargs))

        return drawn

    def turning(self, original):
        @functools.wraps(original)
        def turning(tensor, *args, **kwargs):
            if not here.recorders or here.quiet:
                return original(tensor, *args, **kwargs)
            name = original.__name__.replace("swapaxes", "transpose")  # PyTorch's is another name of the same
            return self.written(name, [tensor], [tensor], lambda: original(tensor, *args, **kwargs))

        return turning

    def named(self, original):
        @functools.wraps(original)
        def named(*args, **kwargs):
            if not here.recorders or here.quiet:
                return original(*args, **kwargs)
            name = camel(original.__name__)
            return self.whole(name, self.tensors_in(args), lambda: original(*args, **kwargs))

        return named

    def step(self, original):
        @functools.wraps(original)
        def step(optimizer, closure=None):
            if not here.recorders or here.quiet:
                return original(optimizer, closure)

            def loudly():  # the closure is the program's
                quiet, here.quiet = here.quiet, 0
                try:
                    return closure()
                finally:
                    here.quiet = quiet

            with quietly():
                params = [p for group in optimizer.param_groups for p in group["params"]]
                old = [None if p.is_inference() else p._version for p in params]
                try:
                    return original(optimizer, None if closure is None else loudly)
                finally:
                    now = [None if p.is_inference() else p._version for p in params]
                    changed = [(p, a) for p, a, b in zip(params, old, now, strict=True) if a != b]
                    self.stepped(f"{type(optimizer).__name__}.step", changed)

        return step

    def stepped(self, name, pairs):
        written = [param for param, _ in pairs]
        inputs = written + [p.grad for p in written if p.grad is not None]
        for recorder in here.recorders:
            numbers, flows, _ = recorder.before(inputs)
            token = (numbers, flows, tuple(version for _, version in pairs))
            if written:
                recorder.after(token, "write", name, written, recorded=False)
            else:
                recorder.add("slot", name, detail="no parameter was changed")

    def zero_grad(self, original):
        @functools.wraps(original)
        def zero_grad(optimizer, *args, **kwargs):
            with quietly():
                original(optimizer, *args, **kwargs)
            if not here.quiet:
                for recorder in here.recorders:
                    recorder.add("slot", f"{type(optimizer).__name__}.zero_grad")

        return zero_grad


def plain_name(op):
    """Return the name of a row's operation without Backward: what it is called where it is not recorded."""
    if op.name == "NotImplemented":  # the name of the node says nothing
        return camel(op.formulas[0].function.missing.removesuffix("_"))
    return camel(re.sub(r"Backwards?\d*$", "", op.name))


def in_place_name(op):
    """Return `add_` for AddBackward0."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", plain_name(op)).lower() + "_"


def camel(name):
    """Return `LogicalNot` for logical_not, as PyTorch makes the names of its nodes."""
    name = "".join(part[:1].upper() + part[1:] for part in name.split("_"))
    return re.sub(r"(\d)([a-z])", lambda match: match[1] + match[2].upper(), name)


WATCHER = MinigradWatcher(sys.modules["minigrad"])

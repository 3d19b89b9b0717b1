"""Tells the recorders what PyTorch does, by its own modes for observers.

A TorchDispatchMode sees each operation below autograd, one for each node that autograd records; a TorchFunctionMode
sees what the program called, and what autograd does without an operation: flags, `.data`, `detach_`.
"""

import re
import sys

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from .recorder import here, quietly
from .watch_minigrad import camel
from .watching import Watcher

# Calls that only look, or whose inside is nobody's business.
HIDDEN = {"__repr__", "__format__", "__deepcopy__", "__reduce_ex__", "tolist", "item", "numpy", "backward"}
MADE = re.compile(r"(empty|zeros|ones|full|rand|randn|randint)(_like)?|new_\w+|lift_fresh|lift")


class TorchWatcher(Watcher):
    def __init__(self, package):
        super().__init__(package)
        self.local = here  # the open modes, and what is pending, belong to the thread

    def start(self):
        super().start()
        if not getattr(here, "torch_users", 0):
            here.torch_users, here.pending, here.call, here.steps = 0, None, "", []
            here.statistics = ()
            here.born, here.computed = set(), set()  # ids of what the call that is running has made
            here.torch_modes = (_Calls(self), _Operations(self))
            for mode in here.torch_modes:
                mode.__enter__()
        here.torch_users += 1

    def stop(self):
        self.flush()
        here.torch_users -= 1
        if not here.torch_users:
            for mode in reversed(here.torch_modes):
                mode.__exit__(None, None, None)
            here.torch_modes = None
        super().stop()

    # Below autograd. What autograd makes of an operation is known when the next begins, or the call has ended.

    def operation(self, func, args, kwargs):
        name = func._schema.name.partition("::")[2]
        if here.quiet:
            return func(*args, **kwargs)
        written = _written(func, args, kwargs)
        if written and here.pending and here.pending[1] == "Clone" and here.pending[4] == id(written[0]):
            here.pending = None  # autograd keeps for itself what the elements were before the write
        self.flush()
        if name.startswith("_record_function"):
            return self.block_of_optimizer(name, func, args, kwargs)
        inputs = self.tensors_in(args, kwargs)
        if name in ("detach", "_record_function_enter_new") or not inputs:
            with quietly():
                result = func(*args, **kwargs)
            here.born.update(id(t) for t in self.tensors_in([result]) if name != "detach")
            return result
        if MADE.fullmatch(name) or (written and all(id(t) in here.born for t in written)):
            with quietly():
                result = func(*args, **kwargs)
            here.born.update(id(t) for t in self.tensors_in([result]))
            return result
        with quietly():
            if written:  # the tensors that are written to come first
                inputs = [t for t in inputs if any(t is w for w in written)] + [
                    t for t in inputs if all(t is not w for w in written)
                ]
            inputs = self.given(inputs)
            in_step = here.steps and here.steps[-1] is not None and not torch.is_grad_enabled()
            tokens = None if in_step else [recorder.before(inputs, written) for recorder in here.recorders]
            versions = [None if t.is_inference() else t._version for t in written]
            result = func(*args, **kwargs)
            if in_step:
                changed = {id(t) for t, _ in here.steps[-1][1]}
                here.steps[-1][1].extend((t, v) for t, v in zip(written, versions, strict=True) if id(t) not in changed)
            elif written and not all(id(t) in here.computed for t in written):
                here.pending = ("write", name, tokens, written, None)
            else:  # what is written into an intermediate result of the same call is as good as a new result
                plain = camel(name.strip("_").removesuffix("_forward"))
                source = id(args[0]) if plain == "Clone" else None
                made = written or self.tensors_in([result])
                here.pending = ("operation", plain, tokens, made, source)
                here.statistics = _statistics(func, args)
                if all(returned.alias_info is None for returned in func._schema.returns):
                    here.computed.update(id(t) for t in made)
        return result

    def given(self, tensors):
        """Leave out what indexing made of numbers and lists."""
        if here.call not in ("__getitem__", "__setitem__"):
            return tensors
        return [t for t in tensors if id(t) not in here.born]

    def flush(self):
        pending = getattr(here, "pending", None)
        if pending is None:
            return
        here.pending = None
        kind, name, tokens, outputs, _ = pending
        if outputs:
            with quietly():
                for recorder, token in zip(here.recorders, tokens, strict=False):
                    recorder.after(token, kind, name, outputs)
                    if kind == "operation" and here.statistics:
                        recorder.statistics(*here.statistics)
        here.statistics = ()

    def block_of_optimizer(self, name, func, args, kwargs):
        """Optimizers announce their steps to the profiler: everything between is one step."""
        with quietly():
            result = func(*args, **kwargs)
            if name == "_record_function_enter_new":
                what, _, label = str(args[0]).partition("#")
                if what == "Optimizer.zero_grad":
                    for recorder in here.recorders:
                        recorder.add("slot", label)
                here.steps.append((label, []) if what in ("Optimizer.step", "Optimizer.zero_grad") else None)
            elif here.steps:
                step = here.steps.pop()
                if step is not None and step[0].endswith(".step"):
                    self.stepped(step[0], [(t, v) for t, v in step[1] if t.is_leaf and t.requires_grad])
        return result

    def stepped(self, name, pairs):
        from .watch_minigrad import MinigradWatcher

        MinigradWatcher.stepped(self, name, pairs)

    # Above autograd

    def call(self, func, args, kwargs):
        name = getattr(func, "__name__", "")
        owner = getattr(getattr(func, "__self__", None), "__name__", "")  # of a property: its name
        if name in ("__get__", "__set__"):
            if name == "__get__" and owner != "data":
                return func(*args, **kwargs)
            name = f"{owner}.{name}"
        outer, here.call = here.call, name
        if not outer:
            here.born, here.computed = set(), set()
        try:
            return self.inside(func, name, args, kwargs)
        except BaseException:
            here.pending = None  # it did not come to an end
            raise
        finally:
            self.flush()
            here.call = outer

    def inside(self, func, name, args, kwargs):
        if name in HIDDEN and name != "backward":
            self.flush()
            with quietly():
                return func(*args, **kwargs)
        if name in ("detach", "data.__get__") and not self.of_package(3):
            self.flush()
            return self.cut("detach" if name == "detach" else ".data", args[0], lambda: func(*args, **kwargs))
        if name in ("detach_", "requires_grad_", "requires_grad.__set__", "data.__set__", "grad.__set__"):
            self.flush()
            with quietly():
                old = bool(args[0].requires_grad)
                pairs = [[]] * len(here.recorders)
                if name == "data.__set__":
                    pairs = [[recorder.see(tensor) for tensor in args] for recorder in here.recorders]
                result = func(*args, **kwargs)
                if here.steps:
                    return result
                for recorder, pair in zip(here.recorders, pairs, strict=True):
                    if name == "detach_":
                        if not torch.is_inference_mode_enabled():
                            recorder.cut_in_place(args[0], old)
                    elif name == "data.__set__":
                        recorder.new_data(args[0], args[1], pair)
                    elif name == "grad.__set__":
                        recorder.slot(args[0], args[1])
                    else:
                        recorder.flag(args[0], old)
            return result
        return func(*args, **kwargs)

    def cut(self, name, tensor, run):
        with quietly():
            tokens = [recorder.before([tensor]) for recorder in here.recorders]
            result = run()
            for recorder, token in zip(here.recorders, tokens, strict=True):
                recorder.after(token, "cut", name, [result], own_counter=name == ".data")
        return result


class _Operations(TorchDispatchMode):
    @classmethod
    def _should_skip_dynamo(cls):
        return False  # else the first operation imports the whole compiler

    def __init__(self, watcher):
        super().__init__()
        self.watcher = watcher

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if not here.quiet and torch.is_inference_mode_enabled():
            # Autograd, which takes larger operations apart into those that it records, is not asked in this mode. What
            # makes views of ordinary tensors is: but for this guard, the parts would not come by there again.
            include, exclude = torch._C._dispatch_tls_local_include_set(), torch._C._dispatch_tls_local_exclude_set()
            if not torch._C._dispatch_has_kernel_for_dispatch_key(func.name(), "ADInplaceOrView"):
                exclude = exclude.remove(torch._C.DispatchKey.ADInplaceOrView)
            with torch._C._ForceDispatchKeyGuard(include, exclude), self:
                result = func.decompose(*args, **kwargs)
            if result is not NotImplemented:
                return result
        return self.watcher.operation(func, args, kwargs)


class _Calls(TorchFunctionMode):
    def __init__(self, watcher):
        super().__init__()
        self.watcher = watcher

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if here.quiet:
            return func(*args, **kwargs)
        return self.watcher.call(func, args, kwargs)


_places = {}


def _written(func, args, kwargs):
    """Return the tensors among the arguments that the operation writes to, by its schema."""
    places = _places.get(func)
    if places is None:
        places = _places[func] = [
            (k, argument.name)
            for k, argument in enumerate(func._schema.arguments)
            if argument.alias_info is not None and argument.alias_info.is_write
        ]
    found = []
    for k, name in places:
        value = args[k] if k < len(args) else kwargs.get(name)
        found += [t for t in (value if isinstance(value, list | tuple) else [value]) if t is not None]
    return found


def _statistics(func, args):
    """Return (the running statistics that a batch norm writes to, the batch), which its schema does not tell, or ()."""
    names = [argument.name for argument in func._schema.arguments]
    if "running_mean" not in names:
        return ()
    given = dict(zip(names, args, strict=False))
    training = given.get("training", given.get("train", True))
    written = [t for t in (given["running_mean"], given["running_var"]) if training and t is not None]
    return (written, given["input"]) if written else ()


WATCHER = TorchWatcher(sys.modules["torch"])

"""What the watchers of both packages have in common: grad modes, backward passes, custom Functions, modules.

While a trace is open, a few functions of the package are replaced by ones that also tell the recorders of the thread.
Other threads find no recorder, and go straight on. When the last trace is closed, all is as it was.
"""

import functools
import sys
import threading

from .recorder import here, mode_of, quietly

_lock = threading.Lock()
DECORATORS = ("torch.utils._contextlib", "minigrad.modes")  # where the blocks around decorated functions are entered


class Watcher:
    """Replaces functions of a package, as long as somebody wants it to. A subclass lists them in `replacements`."""

    def __init__(self, package):
        self.package, self.name, self.users, self.originals = package, package.__name__, 0, []

    def start(self):
        with _lock:
            self.users += 1
            if self.users == 1:
                for owner, name, make in (*self.common(), *self.replacements()):
                    had = name in vars(owner)
                    original = vars(owner)[name] if had else getattr(owner, name)
                    self.originals.append((owner, name, original, had))
                    setattr(owner, name, make(original))

    def stop(self):
        with _lock:
            self.users -= 1
            if self.users == 0:
                while self.originals:
                    owner, name, original, had = self.originals.pop()
                    if had:
                        setattr(owner, name, original)
                    else:
                        delattr(owner, name)

    def replacements(self):
        return ()

    def flush(self):
        """Write down what is still to be written down."""

    def is_tensor(self, value):
        return isinstance(value, self.package.Tensor)

    def tensors_in(self, *values):
        """Return the tensors among `values` and in the lists and tuples among them, in order."""
        found = []
        for value in values:
            if isinstance(value, list | tuple):
                found += self.tensors_in(*value)
            elif isinstance(value, dict):
                found += self.tensors_in(*value.values())
            elif self.is_tensor(value):
                found.append(value)
        return found

    def common(self):
        package = self.package
        for mode in (package.no_grad, package.enable_grad, package.inference_mode, package.set_grad_enabled):
            yield mode, "__enter__", self.entering
            yield mode, "__exit__", self.leaving
        yield package.set_grad_enabled, "__init__", self.setting
        yield package.set_grad_enabled, "__call__", self.decorating
        yield package.autograd, "backward", self.backward
        yield package.autograd, "grad", self.grad
        yield package.autograd.Function, "apply", self.function
        yield package.nn.Module, "__call__", self.module
        yield package.nn.Parameter, "__deepcopy__", self.hidden

    # Modes. Blocks inside the package itself, such as those of an optimizer, are not the program's.

    def of_package(self, depth):
        """True if the code that called is the package's own, and not a function of the program that it decorates."""
        frame = sys._getframe(depth + 1)
        module = frame.f_globals.get("__name__", "")
        if module in DECORATORS:
            if frame.f_code.co_name == "_run_generator":
                return False
            function = frame.f_locals.get("func", frame.f_locals.get("function"))
            module = getattr(function, "__module__", None) or ""
        return module == self.name or module.startswith(self.name + ".")

    def entering(self, original):
        @functools.wraps(original)
        def __enter__(mode):
            if not here.recorders or here.quiet or self.of_package(1):
                return original(mode)
            self.flush()
            fleeting = sys._getframe(1).f_globals.get("__name__", "") in DECORATORS
            with quietly():
                result = original(mode)
            for recorder in here.recorders:
                if not recorder.become_with(mode):
                    recorder.enter(*_described(mode), mode, fleeting=fleeting)
            return result

        return __enter__

    def leaving(self, original):
        @functools.wraps(original)
        def __exit__(mode, *error):
            if not here.recorders:
                return original(mode, *error)
            self.flush()
            with quietly():
                result = original(mode, *error)
            for recorder in here.recorders:
                recorder.leave(mode)
            return result

        return __exit__

    def setting(self, original):
        @functools.wraps(original)
        def __init__(mode, *args, **kwargs):
            if not here.recorders or here.quiet:
                return original(mode, *args, **kwargs)
            self.flush()
            ours = not self.of_package(1)
            with quietly():
                original(mode, *args, **kwargs)
            if ours:
                for recorder in here.recorders:
                    recorder.enter(*_described(mode), mode, bare=True)
            return None

        return __init__

    def decorating(self, original):
        @functools.wraps(original)
        def __call__(mode, function):
            for recorder in here.recorders:
                recorder.unmake(mode)
            return original(mode, function)

        return __call__

    # Backward passes

    def backward(self, original):
        @functools.wraps(original)
        def backward(tensors, *args, **kwargs):
            if not here.recorders or here.quiet:
                return original(tensors, *args, **kwargs)
            self.flush()
            roots = self.tensors_in(tensors if not self.is_tensor(tensors) else [tensors])
            with quietly():
                before = [recorder.gradients_before(roots) for recorder in here.recorders]
                original(tensors, *args, **kwargs)
                for recorder, leaves in zip(here.recorders, before, strict=True):
                    recorder.backward("backward", roots, leaves, recorded=bool(kwargs.get("create_graph")))
            return None

        return backward

    def grad(self, original):
        @functools.wraps(original)
        def grad(outputs, *args, **kwargs):
            if not here.recorders or here.quiet:
                return original(outputs, *args, **kwargs)
            self.flush()
            roots = self.tensors_in([outputs])
            with quietly():
                found = original(outputs, *args, **kwargs)
                made = self.tensors_in([found])
                for recorder in here.recorders:
                    recorder.backward("autograd.grad", roots, (), made, any(t.requires_grad for t in made))
            return found

        return grad

    # Larger things, and what is nobody's business

    def hidden(self, original):
        @functools.wraps(original)
        def hidden(*args, **kwargs):
            with quietly():
                return original(*args, **kwargs)

        return hidden

    def function(self, original):
        @functools.wraps(original.__func__)
        def apply(cls, *args, **kwargs):
            if not here.recorders or here.quiet:
                return original.__func__(cls, *args, **kwargs)
            return self.whole(cls.__name__, self.tensors_in(args), lambda: original.__func__(cls, *args, **kwargs))

        return classmethod(apply)

    def whole(self, name, inputs, run):
        """Record what `run` does as one operation, and return its result. Inputs that it returns were written to."""
        self.flush()
        with quietly():
            tokens = [recorder.before(inputs) for recorder in here.recorders]
            versions = [None if t.is_inference() else t._version for t in inputs]
        with quietly():
            result = run()
        with quietly():
            outputs = self.tensors_in([result])
            same = [k for k, t in enumerate(inputs) if any(t is other for other in outputs)]
            new = [t for t in outputs if all(t is not other for other in inputs)]
            for recorder, (numbers, flows, _) in zip(here.recorders, tokens, strict=True):
                if new:
                    recorder.after((numbers, flows, ()), "operation", name, new)
                if same and not new:
                    token = (numbers, flows, tuple(versions[k] for k in same))
                    recorder.after(token, "write", name, [inputs[k] for k in same])
        return result

    def module(self, original):
        @functools.wraps(original)
        def __call__(module, *args, **kwargs):
            wanting = [] if here.quiet else [r for r in here.recorders if r.modules]
            if not wanting:
                return original(module, *args, **kwargs)
            self.flush()
            owner = object()
            for recorder in wanting:
                name = recorder.name_of_module(module)
                kind = type(module).__name__
                recorder.enter("module", f"{name}: {kind}" if name else kind, owner)
            try:
                return original(module, *args, **kwargs)
            finally:
                self.flush()
                for recorder in wanting:
                    recorder.leave(owner)

        return __call__


def _described(mode):
    """Return (kind, label) of the block of a mode."""
    name = type(mode).__name__
    if name == "set_grad_enabled":
        return ("enable_grad" if mode.mode else "no_grad"), f"set_grad_enabled({mode.mode})"
    if name == "inference_mode":
        return ("inference_mode", name) if mode.mode else ("enable_grad", "inference_mode(False)")
    return name, name


__all__ = ["Watcher", "here", "mode_of", "quietly"]

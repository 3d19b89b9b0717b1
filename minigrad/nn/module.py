"""Module: a function with parameters of its own, and the parameters of the modules inside it."""

from .. import modes
from .._tensor import Tensor


class Parameter(Tensor):
    """A leaf tensor that a Module registers as its own. It requires grad unless told otherwise.

    data: Tensor whose storage is used. Raises RuntimeError for integers that are to require grad.
    """

    __slots__ = ()

    def __new__(cls, data, requires_grad=True):
        if requires_grad and not data.dtype.is_floating_point:
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        self = Tensor._wrap(data._data, cls)
        self._version_counter = data._version_counter
        self._requires_grad = requires_grad
        return self

    def __init__(self, data, requires_grad=True):
        pass  # all is done: Tensor refuses to be called

    def __repr__(self):
        return "Parameter containing:\n" + super().__repr__()


class Module:
    """Base class: assigning a Parameter or a Module to an attribute registers it."""

    def __init__(self):
        object.__setattr__(self, "_parameters", {})
        object.__setattr__(self, "_modules", {})
        object.__setattr__(self, "training", True)

    def __setattr__(self, name, value):
        registries = [self.__dict__.get("_parameters"), self.__dict__.get("_modules")]
        if isinstance(value, Parameter | Module):
            kind = isinstance(value, Module)
            if registries[kind] is None:
                raise AttributeError(
                    f"cannot assign {'module' if kind else 'parameters'} before Module.__init__() call"
                )
            registries[kind][name] = value
            registries[1 - kind].pop(name, None)
            self.__dict__.pop(name, None)
            return
        for registry, kind in zip(registries, ("parameter", "child module"), strict=True):
            if registry is not None and name in registry:
                if value is not None:
                    expected = "torch.nn.Parameter" if kind == "parameter" else "torch.nn.Module"
                    raise TypeError(
                        f"cannot assign '{_type_name(value)}' as {kind} '{name}' ({expected} or None expected)"
                    )
                registry[name] = None
                return
        object.__setattr__(self, name, value)

    def __getattr__(self, name):
        for registry in ("_parameters", "_modules"):
            if name in self.__dict__.get(registry, ()):
                return self.__dict__[registry][name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __call__(self, *inputs, **kwargs):
        return self.forward(*inputs, **kwargs)

    def forward(self, *inputs):
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def register_parameter(self, name, parameter):
        """Add a Parameter under `name`, or None for one that is left out."""
        self._parameters[name] = parameter

    def named_modules(self, prefix=""):
        """Yield (name, module) for this module ("") and every module inside it, each once."""
        seen = set()
        stack = [(prefix, self)]
        while stack:
            name, module = stack.pop()
            if module is None or id(module) in seen:
                continue
            seen.add(id(module))
            yield name, module
            children = [(f"{name}.{key}" if name else key, child) for key, child in module._modules.items()]
            stack.extend(reversed(children))

    def modules(self):
        return (module for _, module in self.named_modules())

    def named_children(self):
        return ((name, child) for name, child in self._modules.items() if child is not None)

    def children(self):
        return (child for _, child in self.named_children())

    def named_parameters(self, prefix=""):
        """Yield (name, Parameter) for this module and every module inside it, each parameter once."""
        seen = set()
        for name, module in self.named_modules(prefix):
            for key, parameter in module._parameters.items():
                if parameter is not None and id(parameter) not in seen:
                    seen.add(id(parameter))
                    yield (f"{name}.{key}" if name else key), parameter

    def parameters(self):
        return (parameter for _, parameter in self.named_parameters())

    def requires_grad_(self, requires_grad=True):
        """Set the flag of every parameter, and return the module."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        """Forget every parameter's gradient, or set it to zeros."""
        clear_grads(self.parameters(), set_to_none)

    def train(self, mode=True):
        """Set training mode, here and in every module inside. It says nothing about gradients."""
        for module in self.modules():
            object.__setattr__(module, "training", mode)
        return self

    def eval(self):
        return self.train(False)

    def extra_repr(self):
        return ""

    def __repr__(self):
        lines = [f"({name}): " + repr(child).replace("\n", "\n  ") for name, child in self._modules.items()]
        inside = "\n  " + "\n  ".join(lines) + "\n" if lines else self.extra_repr()
        return f"{type(self).__name__}({inside})"


def clear_grads(parameters, set_to_none):
    """Set every `.grad` to None, or fill it with zeros and cut it from the history that it may have."""
    for parameter in parameters:
        if set_to_none:
            parameter.grad = None
        elif parameter._grad is not None:
            parameter._grad = parameter._grad.detach()
            with modes.no_grad():
                parameter._grad.zero_()


def _type_name(value):
    return "torch.FloatTensor" if isinstance(value, Tensor) else type(value).__name__

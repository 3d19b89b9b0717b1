"""Module: a function with parameters and buffers of its own, and with those of the modules inside it."""

import collections
import warnings

from .. import dtypes, missing, modes
from .._tensor import Tensor
from ..graph import HookList
from .parameter import Buffer, Parameter

# What PyTorch's modules have beside. Other missing names are the user's, and get PyTorch's message.
_LACKING = {
    "bfloat16", "compile", "half", "register_backward_hook", "register_load_state_dict_post_hook",
    "register_load_state_dict_pre_hook", "register_state_dict_post_hook", "register_state_dict_pre_hook",
    "share_memory", "to_empty", "xpu",
}  # fmt: skip


class _IncompatibleKeys(collections.namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    """What `load_state_dict` could not match."""

    __slots__ = ()

    def __repr__(self):
        return super().__repr__() if any(self) else "<All keys matched successfully>"

    __str__ = __repr__


class Module:
    """Base class: assigning a Parameter, a Buffer or a Module to an attribute registers it.

    Subclasses call `super().__init__()` first and define `forward`; calling the module calls `forward`, with the hooks
    before and after it. `training` only tells layers such as Dropout how to compute; it says nothing about gradients.
    """

    _version = 1

    def __init__(self, *args, **kwargs):
        name = f"{type(self).__name__}.__init__()"
        if kwargs:
            raise TypeError(f"{name} got an unexpected keyword argument '{next(iter(kwargs))}'")
        if args:
            raise TypeError(f"{name} takes 1 positional argument but {len(args) + 1} were given")
        self.__dict__.update(
            training=True,
            _parameters={},
            _buffers={},
            _modules={},
            _non_persistent_buffers_set=set(),
            _forward_pre_hooks=HookList(),
            _forward_hooks=HookList(),
            _backward_pre_hooks=HookList(),
            _backward_hooks=HookList(),
            _with_kwargs=set(),  # the numbers of the forward hooks that are given keyword arguments
            _always_called=set(),  # and of those that also run after an error
        )

    # Attributes

    def __setattr__(self, name, value):
        own = self.__dict__
        parameters, modules, buffers = own.get("_parameters"), own.get("_modules"), own.get("_buffers")
        if isinstance(value, Parameter):
            if parameters is None:
                raise AttributeError("cannot assign parameters before Module.__init__() call")
            self._forget(name, own, buffers, modules)
            self.register_parameter(name, value)
        elif parameters is not None and name in parameters:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{typename(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)"
                )
            parameters[name] = None
        elif isinstance(value, Module):
            if modules is None:
                raise AttributeError("cannot assign module before Module.__init__() call")
            self._forget(name, own, buffers, parameters)
            modules[name] = value
        elif modules is not None and name in modules:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{typename(value)}' as child module '{name}' (torch.nn.Module or None expected)"
                )
            modules[name] = None
        elif isinstance(value, Buffer) or (buffers is not None and name in buffers):
            if value is not None and not isinstance(value, Tensor):
                raise TypeError(
                    f"cannot assign '{typename(value)}' as buffer '{name}' "
                    "(torch.nn.Buffer, torch.Tensor or None expected)"
                )
            kept = value.persistent if isinstance(value, Buffer) else name not in self._non_persistent_buffers_set
            self.register_buffer(name, value, kept)
        else:
            object.__setattr__(self, name, value)

    def _forget(self, name, *registries):
        for registry in registries:
            registry.pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def __getattr__(self, name):
        own = self.__dict__
        for registry in ("_parameters", "_buffers", "_modules"):
            if registry in own and name in own[registry]:
                return own[registry][name]
        if name in _LACKING:
            raise missing.attribute_error(self, name)
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'", name=name, obj=self)

    def __delattr__(self, name):
        for registry in (self._parameters, self._buffers, self._modules):
            if name in registry:
                del registry[name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self):
        names = [*dir(type(self)), *self.__dict__, *self._parameters, *self._modules, *self._buffers]
        return sorted(name for name in names if not name[0].isdigit())

    def _check_name(self, kind, name, registry):
        if registry not in self.__dict__:
            raise AttributeError(f"cannot assign {kind} before Module.__init__() call")
        if not isinstance(name, str):
            raise TypeError(f"{kind} name should be a string. Got {typename(name)}")
        taken = hasattr(self, name) and name not in self.__dict__[registry]
        if kind == "module" and taken:
            raise KeyError(f"attribute '{name}' already exists")
        if "." in name:
            raise KeyError(f'{kind} name can\'t contain "."' + (f", got: {name}" if kind == "module" else ""))
        if name == "":
            raise KeyError(f'{kind} name can\'t be empty string ""')
        if taken:
            raise KeyError(f"attribute '{name}' already exists")

    def register_parameter(self, name, param):
        """Add a Parameter under `name`, or None for one that is left out.

        Raises TypeError for anything else, ValueError for a tensor that is not a leaf, KeyError for an unfit name.
        """
        self._check_name("parameter", name, "_parameters")
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{typename(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)"
            )
        if param is not None and param.grad_fn is not None:
            raise ValueError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly. To "
                f"express '{name}' as a function of another Tensor, compute the value in the forward() method."
            )
        self._parameters[name] = param

    def register_buffer(self, name, tensor, persistent=True):
        """Add a tensor (or None) that is not trained. persistent: it is part of the `state_dict`."""
        self._check_name("buffer", name, "_buffers")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{typename(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        self._buffers[name] = tensor
        (self._non_persistent_buffers_set.discard if persistent else self._non_persistent_buffers_set.add)(name)

    def add_module(self, name, module):
        """Add a Module (or None) under `name`. Raises TypeError for anything else, KeyError for an unfit name."""
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{typename(module)} is not a Module subclass")
        self._check_name("module", name, "_modules")
        self._modules[name] = module

    register_module = add_module

    def get_submodule(self, target):
        """Return the module with the dotted name `target`. Raises AttributeError if there is none."""
        module = self
        for name in target.split(".") if target else ():
            module = module._member(name)
            if not isinstance(module, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return module

    def set_submodule(self, target, module, strict=False):
        """Put `module` in the place of the one with the dotted name `target`; strict: only if there is one."""
        if target == "":
            raise ValueError("Cannot set the submodule without a target name!")
        if not isinstance(module, Module):
            raise ValueError(f"`module` is not an nn.Module, found {type(module)}")
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        if (strict or hasattr(parent, name)) and not isinstance(parent._member(name), Module):
            raise AttributeError(f"`{name}` is not an nn.Module")
        setattr(parent, name, module)

    def get_parameter(self, target):
        """Return the Parameter with the dotted name `target`. Raises AttributeError if there is none."""
        path, _, name = target.rpartition(".")
        found = self.get_submodule(path)._member(name)
        if not isinstance(found, Parameter):
            raise AttributeError(f"`{name}` is not an nn.Parameter")
        return found

    def get_buffer(self, target):
        """Return the buffer with the dotted name `target`. Raises AttributeError if there is none."""
        path, _, name = target.rpartition(".")
        owner = self.get_submodule(path)
        found = owner._member(name)
        if name not in owner._buffers:
            raise AttributeError(f"`{name}` is not a buffer")
        return found

    def _member(self, name):
        if not hasattr(self, name):
            raise AttributeError(f"{self._get_name()} has no attribute `{name}`")
        return getattr(self, name)

    # What is inside

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        """Yield (name, module) for this module ("") and every module inside it; each once, under its first name."""
        memo = set() if memo is None else memo
        stack = [(prefix, self)]
        while stack:
            name, module = stack.pop()
            if module in memo:
                continue
            if remove_duplicate:
                memo.add(module)
            yield name, module
            inside = [(f"{name}.{key}" if name else key, child) for key, child in module._modules.items()]
            stack.extend((name, child) for name, child in reversed(inside) if child is not None)

    def modules(self, remove_duplicate=True):
        """Yield this module and every module inside it."""
        for _, module in self.named_modules(remove_duplicate=remove_duplicate):
            yield module

    def named_children(self):
        """Yield (name, module) for the modules directly inside, each once."""
        seen = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self):
        """Yield the modules directly inside, each once."""
        for _, module in self.named_children():
            yield module

    def _named_members(self, registry, prefix, recurse, remove_duplicate):
        seen = set()
        modules = self.named_modules(None, prefix, remove_duplicate) if recurse else [(prefix, self)]
        for name, module in modules:
            for key, member in getattr(module, registry).items():
                if member is not None and member not in seen:
                    if remove_duplicate:
                        seen.add(member)
                    yield (f"{name}.{key}" if name else key), member

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        """Yield (name, Parameter), here and (recurse) in every module inside; each once, under its first name."""
        return self._named_members("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse=True):
        """Yield every Parameter, each once."""
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        """Yield (name, tensor) for every buffer, as `named_parameters` does for parameters."""
        return self._named_members("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse=True):
        """Yield every buffer, each once."""
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    # Calling, and hooks

    def forward(self, *inputs):
        """What calling the module computes: to be defined by every subclass."""
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args, **kwargs):
        if not (self._backward_hooks or self._backward_pre_hooks or self._forward_hooks or self._forward_pre_hooks):
            return self.forward(*args, **kwargs)
        from .hooks import call

        return call(self, args, kwargs)

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        """Call `hook(module, args)` before every forward; what it returns replaces the arguments. Returns a handle."""
        return self._add_hook(self._forward_pre_hooks, hook, prepend, with_kwargs)

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
        """Call `hook(module, args, output)` after every forward; what it returns replaces the output.

        with_kwargs: `hook(module, args, kwargs, output)`. always_call: also after an error. Returns a handle.
        """
        return self._add_hook(self._forward_hooks, hook, prepend, with_kwargs, always_call)

    def register_full_backward_pre_hook(self, hook, prepend=False):
        """Call `hook(module, grad_output)` when the gradient of the output is known; what it returns replaces it."""
        return self._add_hook(self._backward_pre_hooks, hook, prepend)

    def register_full_backward_hook(self, hook, prepend=False):
        """Call `hook(module, grad_input, grad_output)` when the gradients of the inputs are known.

        Both are tuples, with None for what has no gradient; what it returns replaces grad_input. Returns a handle.
        """
        return self._add_hook(self._backward_hooks, hook, prepend)

    def _add_hook(self, hooks, hook, prepend, with_kwargs=False, always_called=False):
        handle = hooks.add(hook, prepend)
        if with_kwargs:
            self._with_kwargs.add(handle.id)
        if always_called:
            self._always_called.add(handle.id)
        return handle

    # State

    def state_dict(self, *args, destination=None, prefix="", keep_vars=False):
        """Return an OrderedDict of all parameters and persistent buffers by name.

        The tensors share their storage with the module and have no history (keep_vars: they are the very objects).
        """
        if args:
            warnings.warn(
                "Positional args are being deprecated, use kwargs instead. Refer to "
                "https://pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.state_dict for details.",
                FutureWarning,
                stacklevel=2,
            )
            destination = args[0] if destination is None else destination
            prefix = args[1] if len(args) > 1 and not prefix else prefix
            keep_vars = args[2] if len(args) > 2 and not keep_vars else keep_vars
        if destination is None:
            destination = collections.OrderedDict()
            destination._metadata = collections.OrderedDict()
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = {"version": self._version}
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        return destination

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        """Put this module's own part of the `state_dict` into `destination`. Subclasses may save something else."""
        for name, tensor in self._own_state().items():
            destination[prefix + name] = tensor if keep_vars else tensor.detach()
        if hasattr(self, "get_extra_state"):
            destination[f"{prefix}_extra_state"] = self.get_extra_state()

    def _own_state(self):
        kept = {k: b for k, b in self._buffers.items() if k not in self._non_persistent_buffers_set}
        return {name: tensor for name, tensor in (self._parameters | kept).items() if tensor is not None}

    def load_state_dict(self, state_dict, strict=True, assign=False):
        """Copy the values in `state_dict` into the parameters and buffers of the same names.

        strict: raise RuntimeError, after loading what fits, for missing or unexpected names; other sizes always raise.
        assign: take the tensors themselves in place of the module's. Returns (missing_keys, unexpected_keys).
        """
        if not isinstance(state_dict, collections.abc.Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        missing, unexpected, errors = [], [], []
        metadata = getattr(state_dict, "_metadata", {})
        todo = [(self, "", collections.OrderedDict(state_dict))]
        while todo:
            module, prefix, state = todo.pop()
            local = metadata.get(prefix[:-1], {}) | ({"assign_to_params_buffers": True} if assign else {})
            module._load_from_state_dict(state, prefix, local, True, missing, unexpected, errors)
            children = [(child, f"{prefix}{key}.") for key, child in module._modules.items() if child is not None]
            for child, name in reversed(children):
                todo.append((child, name, {key: value for key, value in state.items() if key.startswith(name)}))
        if strict:
            for keys, word in ((unexpected, "Unexpected"), (missing, "Missing")):
                if keys:
                    errors.insert(0, f"{word} key(s) in state_dict: {', '.join(map(_quoted, keys))}. ")
        if errors:
            raise RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t" + "\n\t".join(errors))
        return _IncompatibleKeys(missing, unexpected)

    def _load_from_state_dict(
        self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs
    ):  # fmt: skip
        """Load this module's own part of `state_dict`; what fails goes into the lists. Subclasses may do otherwise."""
        own, assign = self._own_state(), local_metadata.get("assign_to_params_buffers", False)
        for name, tensor in own.items():
            key = prefix + name
            if key in state_dict:
                self._load_one(name, tensor, key, state_dict[key], assign, error_msgs)
            elif strict:
                missing_keys.append(key)
        if hasattr(self, "set_extra_state"):
            own["_extra_state"] = None
            if f"{prefix}_extra_state" in state_dict:
                self.set_extra_state(state_dict[f"{prefix}_extra_state"])
            elif strict:
                missing_keys.append(f"{prefix}_extra_state")
        for key in state_dict if strict else ():
            first, _, rest = key[len(prefix) :].partition(".")
            if first not in (self._modules if rest else own):
                unexpected_keys.append(key)

    def _load_one(self, name, tensor, key, value, assign, errors):
        if not isinstance(value, Tensor):
            errors.append(
                f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from '
                f"checkpoint but received {type(value)}"
            )
            return
        if tensor.ndim == 0 and value.shape == (1,):
            value = value[0]
        if value.shape != tensor.shape:
            errors.append(
                f"size mismatch for {key}: copying a param with shape {value.shape} from checkpoint, the shape in "
                f"current model is {tensor.shape}."
            )
            return
        with modes.no_grad():
            if not assign:
                tensor.copy_(value)
            elif isinstance(tensor, Parameter) and not isinstance(value, Parameter):
                setattr(self, name, Parameter(value, tensor.requires_grad))
            else:
                setattr(self, name, value.requires_grad_(tensor.requires_grad))

    # Changing everything inside

    def apply(self, fn):
        """Call `fn(module)` for every module inside, and last for this one; return this one."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode=True):
        """Set training mode, here and in every module inside, and return the module."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self):
        """Leave training mode: the same as train(False)."""
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        """Set the flag of every parameter, and return the module. Buffers, and the mode, stay as they are."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        """Forget every parameter's gradient, or fill it with zeros."""
        clear_grads(self.parameters(), set_to_none)

    def to(self, *args, **kwargs):
        """Change the dtype of all floating-point parameters and buffers, in place, and return the module.

        Takes what Tensor.to takes. Raises TypeError for a dtype that is not of floating point, RuntimeError for another
        device than the CPU.
        """
        dtype = kwargs.get("dtype")
        for arg in args:
            dtype = arg if isinstance(arg, dtypes.dtype) else arg.dtype if isinstance(arg, Tensor) else dtype
        if dtype is not None and not dtype.is_floating_point:
            raise TypeError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}"
            )
        return self._apply(lambda t: t.to(*args, **kwargs) if t.is_floating_point() or dtype is None else t)

    def float(self):
        return self.to(dtypes.float32)

    def double(self):
        return self.to(dtypes.float64)

    def type(self, dst_type):
        return self._apply(lambda tensor: tensor.type(dst_type))

    def cpu(self):
        return self

    def cuda(self, device=None):
        """Raise RuntimeError: there is no other device than the CPU."""
        dtypes.check_device("cuda")

    def _apply(self, fn):
        """Replace the elements of every parameter, of its gradient, and every buffer by what `fn` makes of them."""
        for module in self.children():
            module._apply(fn)
        with modes.no_grad():
            for parameter in self._parameters.values():
                if parameter is not None:
                    grad = parameter.grad
                    parameter.data = fn(parameter)
                    if grad is not None:
                        grad.data = fn(grad)
            for name, buffer in self._buffers.items():
                if buffer is not None:
                    self._buffers[name] = fn(buffer)
        return self

    # Printing

    def _get_name(self):
        return type(self).__name__

    def extra_repr(self):
        """What stands in the brackets of the repr: the settings of the layer."""
        return ""

    def __repr__(self):
        extra = self.extra_repr().split("\n") if self.extra_repr() else []
        children = [f"({name}): " + repr(child).replace("\n", "\n  ") for name, child in self._modules.items()]
        if len(extra) == 1 and not children:
            return f"{self._get_name()}({extra[0]})"
        lines = extra + children
        return f"{self._get_name()}(" + ("\n  " + "\n  ".join(lines) + "\n" if lines else "") + ")"


def clear_grads(parameters, set_to_none):
    """Set every `.grad` to None, or cut it from the history that it may have and fill it with zeros."""
    for parameter in parameters:
        grad = parameter.grad
        if grad is None:
            continue
        if set_to_none:
            parameter.grad = None
            continue
        if grad.grad_fn is not None:
            grad.detach_()
        else:
            grad.requires_grad_(False)
        grad.zero_()


# The modules of PyTorch in which the layers stand, as its messages name them.
_PLACES = {"activations": "activation", "losses": "loss", "containers": "container", "module": "module"}
_LAYERS = {
    "Linear": "linear", "Identity": "linear", "Conv2d": "conv", "MaxPool2d": "pooling", "AvgPool2d": "pooling",
    "BatchNorm1d": "batchnorm", "BatchNorm2d": "batchnorm", "LayerNorm": "normalization", "Dropout": "dropout",
    "Embedding": "sparse", "Flatten": "flatten", "Unflatten": "flatten", "RNNCell": "rnn",
}  # fmt: skip


def typename(value):
    """Return the name of the type of `value`, or of `value` if it is a type, as PyTorch's messages write it."""
    if isinstance(value, Tensor):
        return value.dtype.type_name
    kind = value if isinstance(value, type) else type(value)
    package, _, file = kind.__module__.rpartition(".")
    if package == "minigrad.nn":
        return f"torch.nn.modules.{_PLACES.get(file) or _LAYERS.get(kind.__name__, file)}.{kind.__qualname__}"
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")


def _quoted(key):
    return f'"{key}"'

"""Optimizer: parameters in groups, what is remembered of each, and the bookkeeping around a step."""

import warnings
from collections import defaultdict
from copy import deepcopy
from itertools import chain

from .. import modes
from .._tensor import Tensor
from ..graph import HookList


class Optimizer:
    """Base class of all optimizers. A subclass passes its settings as `defaults`, and says in `step` what it does.

    params: an iterable of leaf Tensors, of (name, Tensor) pairs, or of dictionaries ("groups") with "params" and the
    group's own settings. `param_groups` holds the groups, `state` a dictionary for each parameter.
    Raises ValueError for no parameters, results of operations, and a parameter in two groups; TypeError for others.
    """

    def __init__(self, params, defaults):
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                + _type_name(params)
            )
        self.defaults = defaults
        self.state = defaultdict(dict)
        self.param_groups = []
        self._hook_lists()
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group):
        """Add a group: a dictionary with "params", and any settings in which it differs from the defaults."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
                "will change between runs. Please use a list instead."
            )
        params = [params] if isinstance(params, Tensor) else list(params)
        names = [param[0] for param in params if isinstance(param, tuple)]
        params = [param[1] if isinstance(param, tuple) else param for param in params]
        param_group["params"] = params
        if names:
            if len(names) != len(params):
                raise ValueError("all optimizer params should be with/without names. Some param names are missing")
            param_group["param_names"] = names
        for param in params:
            if not isinstance(param, Tensor):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {_type_name(param)}")
            if not (param.is_leaf or param.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            param_group.setdefault(name, default)
        if len(params) != len(set(params)):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; "
                "see github.com/pytorch/pytorch/issues/40967 for more information",
                stacklevel=3,
            )
        for group in self.param_groups:
            if ("param_names" in group) != ("param_names" in param_group):
                raise ValueError(
                    "all optimizer param groups should be with/without names. cannot add param group "
                    f"{'with' if 'param_names' in param_group else 'without'} names to the optimizer"
                )
        if not set(params).isdisjoint(chain.from_iterable(group["params"] for group in self.param_groups)):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    def zero_grad(self, set_to_none=True):
        """Forget the gradient of every parameter; set_to_none=False: fill it with zeros, without history."""
        for group in self.param_groups:
            for param in group["params"]:
                meta = param._autograd
                if meta is None or meta.grad is None:
                    continue
                if set_to_none:
                    meta.grad = None
                else:
                    clear(meta.grad)

    def step(self, closure=None):
        """Change every parameter that has a gradient, and return what `closure` returned, if there is one.

        closure: computes the loss anew, calls backward, and returns the loss. It runs first, with recording on.
        """
        for hook in list(self._before.values()):
            changed = hook(self, (self, closure) if closure is not None else (self,), {})
            if changed is not None:
                if not (isinstance(changed, tuple) and len(changed) == 2):
                    raise RuntimeError(
                        f"{type(self).step} must return None or a tuple of (new_args, new_kwargs), but got {changed}."
                    )
                closure = (*changed[0][1:], changed[1].get("closure"))[0]
        loss = None
        if closure is not None:
            with modes.enable_grad():
                loss = closure()
        for group in self.param_groups:
            with_grad = []
            for param in group["params"]:
                meta = param._autograd
                if meta is not None and meta.grad is not None:
                    with_grad.append(param)
            self.update(with_grad, group)
        for hook in list(self._after.values()):
            hook(self, (self,), {})
        return loss

    def update(self, params, group):
        """Change the elements of `params`, those of a group that have a gradient. Each optimizer says how."""
        raise NotImplementedError

    def register_step_pre_hook(self, hook):
        """Call `hook(optimizer, args, kwargs)` before each step. Returns a handle whose `remove()` takes it away."""
        return self._before.add(hook)

    def register_step_post_hook(self, hook):
        """Call `hook(optimizer, args, kwargs)` after each step. Returns a handle whose `remove()` takes it away."""
        return self._after.add(hook)

    def _hook_lists(self):
        self._before, self._after, self._before_saving, self._after_saving = (HookList() for _ in range(4))
        self._before_loading, self._after_loading = HookList(), HookList()

    def register_state_dict_pre_hook(self, hook, prepend=False):
        """Call `hook(optimizer)` before each `state_dict`. prepend: before the other hooks. Returns a handle."""
        return self._before_saving.add(hook, prepend)

    def register_state_dict_post_hook(self, hook, prepend=False):
        """Call `hook(optimizer, state_dict)` after each `state_dict`: it may return another one. Returns a handle."""
        return self._after_saving.add(hook, prepend)

    def register_load_state_dict_pre_hook(self, hook, prepend=False):
        """Call `hook(optimizer, state_dict)` before each `load_state_dict`: it may return another one."""
        return self._before_loading.add(hook, prepend)

    def register_load_state_dict_post_hook(self, hook, prepend=False):
        """Call `hook(optimizer)` after each `load_state_dict`. Returns a handle."""
        return self._after_loading.add(hook, prepend)

    def state_dict(self):
        """Return {"state": {number: state}, "param_groups": [...]}, with numbers in the place of the parameters."""
        for hook in list(self._before_saving.values()):
            hook(self)
        number = {}
        for param in chain.from_iterable(group["params"] for group in self.param_groups):
            number.setdefault(id(param), len(number))
        groups = []
        for group in self.param_groups:
            groups.append({key: value for key, value in group.items() if key != "params"})
            groups[-1]["params"] = [number[id(param)] for param in group["params"]]
        state = {number[id(key)] if isinstance(key, Tensor) else key: value for key, value in self.state.items()}
        made = {"state": state, "param_groups": groups}
        for hook in list(self._after_saving.values()):
            made = _or(hook(self, made), made)
        return made

    def load_state_dict(self, state_dict):
        """Take over what `state_dict()` of an optimizer with groups of the same sizes returned.

        Its tensors take the dtype of their parameter. Raises ValueError where the groups do not fit.
        """
        state_dict = state_dict.copy()
        for hook in list(self._before_loading.values()):
            state_dict = _or(hook(self, state_dict), state_dict)
        groups = deepcopy(state_dict["param_groups"])
        if len(groups) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(new["params"]) != len(old["params"]) for new, old in zip(groups, self.param_groups, strict=True)):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
            )
        param_of = {}
        for new, old in zip(groups, self.param_groups, strict=True):
            param_of |= dict(zip(new["params"], old["params"], strict=True))
            new["params"] = old["params"]
            if "param_names" in old:
                new.setdefault("param_names", old["param_names"])
        self.state = defaultdict(dict)
        for number, value in state_dict["state"].items():
            param = param_of.get(number)
            self.state[number if param is None else param] = value if param is None else _cast(value, param)
        self.param_groups = groups
        for hook in list(self._after_loading.values()):
            hook(self)

    def __repr__(self):
        text = f"{type(self).__name__} ("
        for number, group in enumerate(self.param_groups):
            lines = [f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params"]
            text += f"\nParameter Group {number}\n" + "".join(lines)
        return text + ")"

    def __getstate__(self):
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._hook_lists()


def _or(changed, value):
    return value if changed is None else changed


def clear(grad):
    """Fill a gradient with zeros, and cut it from the history that it may have."""
    if grad.grad_fn is not None:
        grad.detach_()
    else:
        grad.requires_grad_(False)
    grad.zero_()


def number(value):
    """Return a setting, which may be a tensor of one element, as a Python number."""
    return value.item() if isinstance(value, Tensor) else value


def check_settings(texts, settings):
    """Raise ValueError for a setting below 0. texts: how the message calls each."""
    for name, text in texts.items():
        value = settings[name]
        if name == "lr" and isinstance(value, Tensor) and value.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if value < 0.0 or value != value:
            raise ValueError(f"Invalid {text}: {value}")


def check_implementation(foreach, fused, **others):
    """Refuse what is not here. PyTorch's `foreach` and `fused` say only how the same is computed."""
    for name, value in others.items():
        if value:
            raise NotImplementedError(f"minigrad's optimizers have no {name}=True")
    if foreach and fused:
        raise RuntimeError("`fused` and `foreach` cannot be `True` together.")


def _cast(value, param, key=None):
    if isinstance(value, Tensor):
        return value if key == "step" or not param.is_floating_point() else value.to(param.dtype)
    if isinstance(value, dict):
        return {key: _cast(item, param, key) for key, item in value.items()}
    return type(value)(_cast(item, param) for item in value) if isinstance(value, list | tuple) else value


def _type_name(value):
    if isinstance(value, Tensor):
        return value.type()
    return f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")

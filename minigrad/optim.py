"""Optimizers: they change parameters by what stands in `.grad`."""

from . import modes
from ._tensor import Tensor
from .nn.module import clear_grads


class Optimizer:
    """Holds parameters in groups, each a dictionary with "params" and the group's own settings.

    params: an iterable of leaf Tensors, or of such dictionaries. Raises ValueError for no or non-leaf parameters.
    """

    def __init__(self, params, defaults):
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                + params.dtype.type_name
            )
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        self.defaults = defaults
        self.state = {}
        self.param_groups = []
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group):
        params = param_group["params"]
        params = [params] if isinstance(params, Tensor) else list(params)
        for param in params:
            if not isinstance(param, Tensor):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {_type_name(param)}")
            if not param.is_leaf:
                raise ValueError("can't optimize a non-leaf Tensor")
        taken = {id(param) for group in self.param_groups for param in group["params"]}
        if any(id(param) in taken for param in params):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append({**self.defaults, **param_group, "params": params})

    def zero_grad(self, set_to_none=True):
        """Forget the gradient of every parameter, or set it to zeros."""
        for group in self.param_groups:
            clear_grads(group["params"], set_to_none)

    def step(self):
        """Change every parameter that has a gradient."""
        with modes.no_grad():
            for group in self.param_groups:
                for param in group["params"]:
                    if param._grad is not None:
                        self._update(param, group)


class SGD(Optimizer):
    """Stochastic gradient descent: p -= lr * v, where v is the gradient, or with momentum v = momentum * v + grad.

    weight_decay: adds weight_decay * p to the gradient. Source: PyTorch's documentation of torch.optim.SGD.
    """

    def __init__(self, params, lr=1e-3, momentum=0, weight_decay=0):
        for value, name in ((lr, "learning rate"), (momentum, "momentum value"), (weight_decay, "weight_decay value")):
            if value < 0.0:
                raise ValueError(f"Invalid {name}: {value}")
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    def _update(self, param, group):
        step = param._grad.detach()
        if group["weight_decay"]:
            step = step + group["weight_decay"] * param
        if group["momentum"]:
            buffer = self.state.get(param)
            step = step.clone() if buffer is None else buffer.mul_(group["momentum"]).add_(step)
            self.state[param] = step
        param.sub_(step, alpha=group["lr"])


def _type_name(value):
    return f"{type(value).__module__}.{type(value).__name__}".removeprefix("builtins.")

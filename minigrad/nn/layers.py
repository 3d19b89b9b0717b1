"""The layers."""

import math

from .. import creation
from . import functional
from .module import Module, Parameter


class Linear(Module):
    """input @ weight.T + bias, with weight (out_features, in_features) and bias (out_features).

    Both start as uniform draws from +-1/sqrt(in_features), as in PyTorch.
    """

    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        bound = 1 / math.sqrt(in_features) if in_features else 0
        self.weight = Parameter(creation._uniform(-bound, bound, (out_features, in_features)))
        if bias:
            self.bias = Parameter(creation._uniform(-bound, bound, (out_features,)))
        else:
            self.register_parameter("bias", None)

    def forward(self, input):
        return functional.linear(input, self.weight, self.bias)

    def extra_repr(self):
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class ReLU(Module):
    """max(0, x), element by element."""

    def forward(self, input):
        return input.relu()


class Tanh(Module):
    """The hyperbolic tangent, element by element."""

    def forward(self, input):
        return input.tanh()


class MSELoss(Module):
    """The mean of the squared differences."""

    def __init__(self, reduction="mean"):
        super().__init__()
        self.reduction = reduction

    def forward(self, input, target):
        return functional.mse_loss(input, target, self.reduction)


class Sequential(Module):
    """Modules called one after the other. Indexing gives a module, slicing a shorter Sequential."""

    def __init__(self, *modules):
        super().__init__()
        for k, module in enumerate(modules):
            setattr(self, str(k), module)

    def forward(self, input):
        for module in self:
            input = module(input)
        return input

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __getitem__(self, index):
        modules = list(self._modules.values())
        if isinstance(index, slice):
            return type(self)(*modules[index])
        if not -len(modules) <= index < len(modules):
            raise IndexError(f"index {index} is out of range")
        return modules[index]

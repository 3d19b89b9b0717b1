"""Parameter and Buffer: tensors that a Module registers as its own when they are assigned to an attribute."""

from .._tensor import Tensor, as_subclass
from ..creation import empty


class Parameter(Tensor):
    """A leaf that a Module trains. It requires grad unless told otherwise.

    data: Tensor, whose storage is used. Raises RuntimeError for integers that are to require grad.
    """

    __slots__ = ()

    def __new__(cls, data=None, requires_grad=True):
        data = empty(0) if data is None else data.detach()
        if requires_grad and not data.is_floating_point():
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        self = as_subclass(data, cls)
        self.requires_grad = requires_grad
        return self

    def __deepcopy__(self, memo):
        # As in PyTorch the copy of a parameter, unlike that of a tensor, has no gradient.
        if id(self) not in memo:
            memo[id(self)] = type(self)(self.detach().clone(), self.requires_grad)
        return memo[id(self)]

    def __repr__(self):
        return "Parameter containing:\n" + super().__repr__()


class Buffer(Tensor):
    """A tensor that belongs to a Module and is saved with it, but is no parameter. persistent: False is not saved."""

    __slots__ = ()

    def __new__(cls, data=None, *, persistent=True):
        data = empty(0) if data is None else data
        self = as_subclass(data.detach(), cls)
        self.requires_grad = data.requires_grad
        self.persistent = persistent
        return self

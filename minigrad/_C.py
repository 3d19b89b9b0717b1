"""What scripts reach for inside of PyTorch, as far as it means something here."""

import weakref

from . import graph
from .autograd.gradcheck import UndefinedGrad
from .autograd.saved import SavedTensor
from .modes import is_grad_enabled

__all__ = ["is_grad_enabled"]


class _functions:
    AccumulateGrad = graph.AccumulateGrad

    @staticmethod
    def UndefinedGrad():
        """Return a function that passes a tensor on, and no gradient back."""
        return UndefinedGrad.apply


class _autograd:
    SavedTensor = SavedTensor


class _WeakTensorRef:
    """Tells whether a tensor is still there."""

    def __init__(self, tensor):
        self._reference = weakref.ref(tensor)

    def expired(self):
        return self._reference() is None

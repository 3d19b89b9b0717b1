"""Optimizers, which change parameters by what stands in `.grad`, and schedulers of their learning rates."""

from .. import missing
from . import lr_scheduler
from .optimizer import Optimizer
from .rules import SGD, Adam, AdamW

__all__ = ["SGD", "Adam", "AdamW", "Optimizer", "lr_scheduler"]

__getattr__ = missing.module_getattr(__name__, "torch.optim")

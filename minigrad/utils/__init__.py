"""Helpers: loading data, and checkpointing."""

from .. import missing
from . import checkpoint, data

__all__ = ["checkpoint", "data"]


__getattr__ = missing.module_getattr(__name__, "torch.utils")

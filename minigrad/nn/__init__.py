"""Layers: modules that own parameters."""

from . import functional
from .layers import Linear, MSELoss, ReLU, Sequential, Tanh
from .module import Module, Parameter

__all__ = ["Linear", "MSELoss", "Module", "Parameter", "ReLU", "Sequential", "Tanh", "functional"]

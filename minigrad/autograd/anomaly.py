"""Anomaly detection: which operation of the forward pass led to an error or a nan in the backward pass?"""

import os.path
import traceback
import warnings

import numpy as np

from .. import modes

_PACKAGE = os.path.dirname(os.path.dirname(__file__))
_MACHINERY = tuple(os.path.join(_PACKAGE, name) for name in ("autograd", "ops", "record", "inplace", "modes", "_"))


class _Watch:
    """What `modes.anomaly` is while detection is on."""

    def __init__(self, check_nan):
        self.check_nan = check_nan

    running = None  # the node that runs: what is recorded meanwhile was induced by it

    def created(self, node):
        frames = traceback.extract_stack()
        while len(frames) > 1 and frames[-1].filename.startswith(_MACHINERY):
            frames.pop()
        node.metadata["traceback_"] = frames.format()
        if self.running is not None:
            node.metadata["parent_"] = self.running

    def run(self, node, grad, apply=None):
        """Return what `node` makes of `grad`. If it fails, tell where it was recorded."""
        outside, self.running = self.running, node
        try:
            return (apply or node.apply)(grad)
        except Exception:
            self.failed(node)
            raise
        finally:
            self.running = outside

    def __call__(self, node, gradients):
        """Raise RuntimeError if one of the gradients that `node` returned has a nan."""
        if not self.check_nan:
            return
        for number, gradient in enumerate(gradients):
            if gradient is not None and np.isnan(getattr(gradient, "_data", gradient)).any():
                self.failed(node)
                raise RuntimeError(f"Function '{node.name()}' returned nan values in its {number}th output.")

    def failed(self, node):
        """Warn of the place where `node` was recorded, and of those of the nodes whose own running led to that."""
        start, did = "Error detected in", "caused the error"
        while node is not None:
            lines = node.metadata.get("traceback_")
            if lines is None:
                text = f"Error detected in {node.name()}. No forward pass information available. Enable detect anomaly "
                text += "during forward pass for more information."
            else:
                text = f"{start} {node.name()}. Traceback of forward call that {did}:\n{''.join(lines)}"
            try:
                warnings.warn(text, UserWarning, stacklevel=5)
            except UserWarning:  # where warnings are errors: the error that is on its way is more important
                traceback.print_exc()
            node = node.metadata.get("parent_")
            start, did = "\n\nPrevious calculation was induced by", "induced the previous calculation"


class set_detect_anomaly:
    """Switch detection on or off: at once when called, and back when used in a `with` statement.

    check_nan: also raise RuntimeError as soon as a gradient has a nan.
    """

    def __init__(self, mode, check_nan=True):
        self.previous = modes.anomaly
        _switch(_Watch(check_nan) if mode else None)

    def __enter__(self):
        pass

    def __exit__(self, *error):
        _switch(self.previous)


class detect_anomaly:
    """A block in which detection is on."""

    def __init__(self, check_nan=True):
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
            "debugging.",
            UserWarning,
            stacklevel=2,
        )
        self.check_nan = check_nan

    def __enter__(self):
        self.previous = modes.anomaly
        _switch(_Watch(self.check_nan))

    def __exit__(self, *error):
        _switch(self.previous)


def _switch(watch):
    modes.special((watch is not None) - (modes.anomaly is not None))
    modes.anomaly = watch


def is_anomaly_enabled():
    return modes.anomaly is not None

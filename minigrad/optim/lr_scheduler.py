"""Schedulers: they change the learning rate of every group of an optimizer as the epochs go by."""

import functools
import warnings
import weakref

from .. import missing
from .._tensor import Tensor
from .optimizer import Optimizer

__all__ = ["LRScheduler", "StepLR"]
WHERE = "https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"


class LRScheduler:
    """Base class. A subclass says in `get_lr` what the learning rates are in epoch `self.last_epoch`.

    last_epoch: -1 to begin; else the epoch to go on from, of groups that know their "initial_lr" (KeyError if not).
    """

    _is_initial = False  # only for the dictionary: PyTorch has it there

    def __init__(self, optimizer, last_epoch=-1):
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        self.optimizer = optimizer
        for place, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", _copy(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(
                    f"param 'initial_lr' is not specified in param_groups[{place}] when resuming scheduler with "
                    "last_epoch >= 0.\nThis typically happens when:\n1. You're trying to resume training from a "
                    "checkpoint but haven't properly loaded the optimizer state\n2. You're using last_epoch >= 0 for a "
                    "fresh training run (not recommended)"
                )
        self.base_lrs = [_copy(group["initial_lr"]) for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        _watch(optimizer)
        self._step_count = 0
        self._get_lr_called_within_step = False
        self.step()

    def step(self, epoch=None):
        """Begin the next epoch: after its `optimizer.step()` calls, or there is a warning. epoch: which, instead."""
        if self._step_count == 1:
            if not hasattr(self.optimizer.step, "_watched"):
                warnings.warn(
                    "Seems like `optimizer.step()` has been overridden after learning rate scheduler initialization. "
                    "Please, make sure to call `optimizer.step()` before `lr_scheduler.step()`. See more details at "
                    + WHERE,
                    UserWarning,
                    stacklevel=2,
                )
            elif not getattr(self.optimizer, "_opt_called", False):
                warnings.warn(
                    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you "
                    "should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure "
                    "to do this will result in PyTorch skipping the first value of the learning rate schedule. See "
                    "more details at " + WHERE,
                    UserWarning,
                    stacklevel=2,
                )
        self._step_count += 1
        self._get_lr_called_within_step = True
        if epoch is not None:
            warnings.warn(
                "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. "
                "Please use `scheduler.step()` to step the scheduler. During the deprecation, if epoch is different "
                "from None, the closed form is used instead of the new chainable form, where available. Please open an "
                "issue if you are unable to replicate your use case: "
                "https://github.com/pytorch/pytorch/issues/new/choose.",
                UserWarning,
                stacklevel=2,
            )
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        closed = epoch is not None and hasattr(self, "_get_closed_form_lr")
        try:
            rates = self._get_closed_form_lr() if closed else self.get_lr()
        finally:
            self._get_lr_called_within_step = False
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            if isinstance(group["lr"], Tensor):
                group["lr"].fill_(rate)
            else:
                group["lr"] = rate
        self._last_lr = [_copy(group["lr"]) for group in self.optimizer.param_groups]

    def get_last_lr(self):
        """Return the learning rate of every group."""
        return self._last_lr

    def get_lr(self):
        """Return the learning rate of every group in epoch `self.last_epoch`."""
        raise NotImplementedError

    def state_dict(self):
        """Return all that the scheduler knows, but for the optimizer."""
        known = {key: value for key, value in self.__dict__.items() if key != "optimizer"}
        return known | {"_is_initial": self._is_initial}

    def load_state_dict(self, state_dict):
        """Take over what `state_dict()` returned."""
        self.__dict__.update(state_dict)


class StepLR(LRScheduler):
    """Multiplies the learning rates by `gamma` every `step_size` epochs."""

    def __init__(self, optimizer, step_size, gamma=0.1, last_epoch=-1):
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        if not self._get_lr_called_within_step:
            warnings.warn(
                "To get the last learning rate computed by the scheduler, please use `get_last_lr()`.",
                UserWarning,
                stacklevel=2,
            )
        decay = self.last_epoch != 0 and self.last_epoch % self.step_size == 0
        return [group["lr"] * self.gamma if decay else _copy(group["lr"]) for group in self.optimizer.param_groups]

    def _get_closed_form_lr(self):
        return [rate * self.gamma ** (self.last_epoch // self.step_size) for rate in self.base_lrs]


def _watch(optimizer):
    """Let the optimizer's `step` note that it was called."""
    if hasattr(optimizer.step, "_watched"):
        return
    function, reference = optimizer.step.__func__, weakref.ref(optimizer)

    @functools.wraps(function)
    def step(*args, **kwargs):
        optimizer = reference()
        optimizer._opt_called = True
        return function(optimizer, *args, **kwargs)

    step._watched = True
    optimizer.step = step


def _copy(rate):
    return rate.clone() if isinstance(rate, Tensor) else rate


__getattr__ = missing.module_getattr(__name__, "torch.optim.lr_scheduler")

"""Random numbers, from a generator that a seed starts anew."""

import numpy as np

from . import _tensor, dtypes, inplace
from .creation import like, make, shape_of


class Generator:
    """A source of random numbers of its own. The numbers are not those of PyTorch for the same seed."""

    def __init__(self, device="cpu"):
        dtypes.check_device(device)
        self._numpy = self._seed = None

    def manual_seed(self, seed):
        """Start anew from `seed`, and return the generator."""
        self._numpy, self._seed = None, seed
        return self

    @property
    def numpy(self):
        """NumPy's generator, made when the first number is drawn: importing numpy.random takes its time."""
        if self._numpy is None:
            seed = self._seed
            self._numpy = np.random.default_rng(seed if seed is None or seed >= 0 else seed + 2**64)
        return self._numpy

    def initial_seed(self):
        """Return the seed that was last set."""
        return self._seed

    def get_state(self):
        """Return where the generator is, for `set_state`."""
        return self.numpy.bit_generator.state

    def set_state(self, state):
        """Go on from where `get_state` was called."""
        self.numpy.bit_generator.state = state


default_generator = Generator()


def _source(generator):
    return (generator or default_generator).numpy


def manual_seed(seed):
    """Start the random numbers anew from `seed`, so that the same program draws the same ones again."""
    return default_generator.manual_seed(int(seed))


def get_rng_state():
    """Return where the random numbers are, for `set_rng_state`."""
    return default_generator.get_state()


def set_rng_state(new_state):
    """Go on from where `get_rng_state` was called."""
    default_generator.set_state(new_state)


def randn(*sizes, size=None, generator=None, dtype=None, requires_grad=False, device=None):
    """Return independent draws from the standard normal distribution."""
    drawn = _source(generator).standard_normal(shape_of(sizes, size, "randn"))
    return make(drawn, _floating(dtype, "normal_kernel_cpu"), requires_grad, device)


def rand(*sizes, size=None, generator=None, dtype=None, requires_grad=False, device=None):
    """Return independent draws from the uniform distribution on [0, 1)."""
    kind = _floating(dtype, "check_uniform_bounds")
    drawn = _source(generator).random(shape_of(sizes, size, "rand"), kind.numpy)
    return make(np.asarray(drawn), kind, requires_grad, device)


def _floating(dtype, kernel):
    kind = dtypes.resolve(dtype)
    if not kind.is_floating_point:
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{kind.scalar}'")
    return kind


def randint(low=0, high=None, size=None, *, generator=None, dtype=None, requires_grad=False, device=None):
    """Return whole numbers from `low` (0 if only one bound is given) up to, and without, `high`."""
    if size is None:
        low, high, size = 0, low, high
    if low >= high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    if not isinstance(size, tuple | list):
        raise TypeError(f"randint(): argument 'size' must be tuple of ints, not {type(size).__name__}")
    drawn = _source(generator).integers(low, high, shape_of((size,), None, "randint"))
    return make(np.asarray(drawn), dtype, requires_grad, device)


def randperm(n, *, generator=None, dtype=None, device=None):
    """Return the numbers from 0 to n - 1 in random order."""
    shape_of((n,), None, "randperm")
    return make(_source(generator).permutation(n), dtype, False, device)


def normal(mean, std=1.0, size=None, *, generator=None):
    """Return draws from normal distributions: with numbers and a size, or with tensors of means or deviations."""
    if size is not None:
        return randn(size, generator=generator) * std + mean
    shape = np.broadcast_shapes(*(t._data.shape for t in (mean, std) if isinstance(t, _tensor.Tensor)))
    return randn(shape, generator=generator) * std + mean


def bernoulli(input, *, generator=None):
    """Return 1 with the probability that each element says, else 0."""
    return make((_source(generator).random(input._data.shape) < input._data).astype(input._data.dtype), None, False)


def bernoulli_(input, p=0.5, *, generator=None):
    """Write 1 with probability p, a number or a tensor of them, else 0."""
    chances = np.broadcast_to(p._data if isinstance(p, _tensor.Tensor) else p, input._data.shape)
    inplace.check(input, _recorded(input))
    input._data[...] = _source(generator).random(input._data.shape) < chances
    inplace.bump(input)
    return input


def multinomial(input, num_samples, replacement=False, *, generator=None):
    """Return indices drawn with the weights in `input`, one row of `num_samples` for each row."""
    rows = np.atleast_2d(input._data).astype(np.float64)
    drawn = [_source(generator).choice(len(row), num_samples, replace=replacement, p=row / row.sum()) for row in rows]
    return _tensor.wrap(np.array(drawn if input.ndim > 1 else drawn[0]))


def _drawn_like(function):
    def fill(array, dtype, generator=None):
        return function(array.shape, dtype=dtypes.from_numpy(dtype), generator=generator)._data

    return like(function, fill)


randn_like, rand_like = _drawn_like(randn), _drawn_like(rand)


def write(tensor, generator, kind, *parameters):
    """Write draws of the NumPy generator's method `kind` into `tensor`."""
    from .ops.writing import copy_

    drawn = getattr(_source(generator), kind)(*parameters, tensor._data.shape)
    inplace.check(tensor, _recorded(tensor))
    return copy_(tensor, _tensor.wrap(np.asarray(drawn, tensor._data.dtype)))


def _recorded(tensor):
    from . import modes

    return modes.recording() and tensor.requires_grad

"""Random numbers, from a generator that a seed starts anew."""

import time

import numpy as np

from . import _tensor, dtypes, inplace
from .creation import like, make, shape_of
from .ops.elementwise import zeros
from .record import Op


class Generator:
    """A source of random numbers of its own. The numbers are not those of PyTorch for the same seed."""

    device = dtypes.CPU

    def __init__(self, device="cpu"):
        dtypes.check_device(device)
        self._numpy, self._seed = None, 67280421310721

    def manual_seed(self, seed):
        """Start anew from `seed`, and return the generator."""
        self._numpy, self._seed = None, seed
        return self

    @property
    def numpy(self):
        """NumPy's generator, made when the first number is drawn: importing numpy.random takes its time."""
        if self._numpy is None:
            seed = self._seed
            self._numpy = np.random.default_rng(seed if seed >= 0 else seed + 2**64)
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


default_generator = Generator().manual_seed(time.time_ns())  # another one in every run


def _source(generator):
    return (generator or default_generator).numpy


def manual_seed(seed):
    """Start the random numbers anew from `seed`, so that the same program draws the same ones again."""
    return default_generator.manual_seed(int(seed))


def initial_seed():
    """Return the seed of the random numbers."""
    return default_generator.initial_seed()


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
    for name, number in (("low", low), ("high", high)):
        if not hasattr(number, "__index__") or getattr(number, "ndim", 0):
            raise TypeError(f"randint(): argument '{name}' must be int, not {type(number).__name__}")
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


# Draws cannot be differentiated. PyTorch records them all the same, with gradients of 0.

_normal_of_mean = Op("NormalBackward1", lambda mean, drawn: drawn, mean=lambda grad: zeros(grad))
_normal_of_std = Op("NormalBackward2", lambda std, drawn: drawn, std=lambda grad: zeros(grad))
_normal_of_both = Op(
    "NormalBackward3", lambda mean, std, drawn: drawn, mean=lambda grad: zeros(grad), std=lambda grad: zeros(grad)
)
_bernoulli = Op("BernoulliBackward0", lambda self, drawn: drawn, self=lambda grad: zeros(grad))


def normal(mean, std=1.0, size=None, *, generator=None, dtype=None, requires_grad=False, device=None):
    """Return draws from normal distributions: with numbers and a size, or with tensors of means or deviations.

    The gradient of a mean or a deviation is 0: write mean + std * randn(...) for one that is not. Raises RuntimeError
    for a negative deviation.
    """
    given = [t for t in (mean, std) if isinstance(t, _tensor.Tensor)]
    _check_deviation(std)
    if not given:
        drawn = _source(generator).normal(mean, std, shape_of((size,), None, "normal"))
        return make(np.asarray(drawn), _floating(dtype, "normal_kernel_cpu"), requires_grad, device)
    if len(given) == 2:
        _tensor.check_broadcast(mean, std)
    arrays = [t._data if isinstance(t, _tensor.Tensor) else t for t in (mean, std)]
    drawn = _source(generator).normal(*arrays, np.broadcast_shapes(*(np.shape(x) for x in arrays)))
    drawn = np.asarray(drawn, dtypes.promote(*given))
    row = _normal_of_both if len(given) == 2 else (_normal_of_mean if given[0] is mean else _normal_of_std)
    return row(*given, drawn=drawn)


def _check_deviation(std):
    lowest = std._data.min(initial=0) if isinstance(std, _tensor.Tensor) else std
    if lowest < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {lowest:g}")


def bernoulli(input, *, generator=None):
    """Return 1 with the probability that each element says, else 0. The gradient is 0."""
    p = input._data
    if p.dtype.kind != "f":
        raise NotImplementedError(f"\"bernoulli_tensor_cpu_p_\" not implemented for '{input.dtype.scalar}'")
    if not ((p >= 0) & (p <= 1)).all():
        raise RuntimeError(
            "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be improved?  If "
            "so, please report an enhancement request to PyTorch.)"
        )
    return _bernoulli(input, drawn=np.asarray(_source(generator).random(p.shape) < p, p.dtype))


def bernoulli_(input, p=0.5, *, generator=None):
    """Write 1 with probability p, a number or a tensor of them, else 0."""
    if not isinstance(p, _tensor.Tensor) and not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
    chances = np.broadcast_to(p._data if isinstance(p, _tensor.Tensor) else p, input._data.shape)
    inplace.check(input, _recorded(input))
    input._data[...] = _source(generator).random(input._data.shape) < chances
    inplace.bump(input)
    return input


def multinomial(input, num_samples, replacement=False, *, generator=None):
    """Return indices drawn with the weights in `input`, one row of `num_samples` for each row.

    Raises RuntimeError for weights that are none, and for more samples than there are indices without `replacement`.
    """
    if input.ndim not in (1, 2):
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if not input.is_floating_point():
        raise RuntimeError(f"multinomial only supports floating-point dtypes for input, got: {input.dtype.scalar}")
    if num_samples <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    if not replacement and num_samples > input._data.shape[-1]:
        raise RuntimeError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    rows = np.atleast_2d(input._data).astype(np.float64)
    if not (np.isfinite(rows) & (rows >= 0)).all():
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if (rows.sum(1) <= 0).any():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    source = _source(generator)
    if replacement:
        drawn = np.array([source.choice(len(row), num_samples, p=row / row.sum()) for row in rows])
    else:  # the race of exponential clocks: who rings first is drawn first, with chances as the weights
        drawn = np.argsort(-rows / source.exponential(size=rows.shape), 1)[:, :num_samples]
    return _tensor.wrap(drawn if input.ndim == 2 else drawn[0])


def _drawn_like(function):
    def fill(array, dtype, generator=None):
        return function(array.shape, dtype=dtypes.from_numpy(dtype), generator=generator)._data

    return like(function, fill)


randn_like, rand_like = _drawn_like(randn), _drawn_like(rand)


def write(tensor, generator, kind, *parameters):
    """Write draws of the NumPy generator's method `kind` into `tensor`."""
    from .ops.writing import copy_

    if tensor._data.dtype.kind != "f":
        kernel = "normal_kernel_cpu" if kind == "normal" else "check_uniform_bounds"
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{tensor.dtype.scalar}'")
    if kind == "normal":
        _check_deviation(parameters[1])
    elif parameters[0] > parameters[1]:
        low, high = parameters
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={low:g} > to={high:g}")
    drawn = getattr(_source(generator), kind)(*parameters, tensor._data.shape)
    inplace.check(tensor, _recorded(tensor))
    return copy_(tensor, _tensor.wrap(np.asarray(drawn, tensor._data.dtype)))


def _recorded(tensor):
    from . import modes

    return modes.recording() and tensor.requires_grad

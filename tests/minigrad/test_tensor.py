"""What has no counterpart in PyTorch: minigrad's own limits, and how it says them."""

import numpy as np
import pytest

import minigrad as mg


def test_an_inplace_write_keeps_shape_and_type():
    x = mg.ones(2)
    with pytest.raises(RuntimeError, match="doesn't match the broadcast shape"):
        x += mg.ones(2, 2)
    with pytest.raises(RuntimeError, match="can't be cast"):
        mg.arange(2).add_(0.5)
    assert x._version == 0


def test_an_array_on_the_left_is_refused():
    with pytest.raises(TypeError, match="unsupported operand"):
        np.ones(2) * mg.ones(2)


def test_numpy_reads_a_tensor_that_requires_no_grad():
    assert np.asarray(mg.arange(3)).tolist() == [0, 1, 2]
    with pytest.raises(RuntimeError, match="Can't call numpy"):
        np.asarray(mg.ones(1, requires_grad=True))


@pytest.mark.parametrize("data", ["text", [[1, 2], [3]], [None], object(), np.ones(2, np.complex64)])
def test_what_is_not_numbers_makes_no_tensor(data):
    with pytest.raises((TypeError, ValueError, RuntimeError)):
        mg.tensor(data)


def test_a_seed_gives_the_same_numbers_again():
    mg.manual_seed(3)
    first = mg.randn(4).tolist()
    mg.manual_seed(3)
    assert mg.randn(4).tolist() == first
    assert mg.randn(4).tolist() != first


def test_another_device_is_refused():
    for attempt in (lambda: mg.ones(1).to("cuda"), lambda: mg.ones(1).cuda(), lambda: mg.zeros(1, device="cuda:0")):
        with pytest.raises(RuntimeError, match="computes on the CPU only: there is no device 'cuda"):
            attempt()

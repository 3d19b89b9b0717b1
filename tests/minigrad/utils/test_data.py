"""What of the loaders the parity programs do not say."""

import collections

import numpy as np
import pytest

import minigrad as torch
from minigrad.utils import data


def test_more_than_one_process_is_refused():
    with pytest.raises(NotImplementedError, match="num_workers must be 0"):
        data.DataLoader([1, 2], num_workers=2)


def test_arrays_and_numpy_numbers_become_tensors():
    (batch,) = data.DataLoader([(np.ones(2), np.float32(3)), (np.zeros(2), np.float32(4))], batch_size=2)
    assert [t.dtype for t in batch] == [torch.float64, torch.float32]
    assert batch[0].tolist() == [[1.0, 1.0], [0.0, 0.0]] and batch[1].tolist() == [3.0, 4.0]


def test_named_tuples_and_ordered_mappings_keep_their_type():
    point = collections.namedtuple("point", "x y")
    (batch,) = data.DataLoader([point(1, 2), point(3, 4)], batch_size=2)
    assert isinstance(batch, point) and batch.y.tolist() == [2, 4]
    (batch,) = data.DataLoader([collections.OrderedDict(b=1, a=2)] * 2, batch_size=2)
    assert isinstance(batch, collections.OrderedDict) and list(batch) == ["b", "a"]


def test_every_round_is_shuffled_anew():
    torch.manual_seed(0)
    loader = data.DataLoader(range(50), batch_size=50, shuffle=True)
    rounds = [next(iter(loader)).tolist() for _ in range(3)]
    assert all(sorted(order) == list(range(50)) for order in rounds)
    assert rounds[0] != rounds[1] != rounds[2]


def test_a_data_set_may_hand_out_whole_batches():
    class Whole(data.Dataset):
        def __getitems__(self, indices):
            return [10 * index for index in indices]

        def __len__(self):
            return 3

    assert [batch.tolist() for batch in data.DataLoader(Whole(), batch_size=2)] == [[0, 10], [20]]

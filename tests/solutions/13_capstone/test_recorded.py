"""The numbers in the hidden tests of exercise 2 are those of the PyTorch that is installed."""

import importlib.util

import numpy as np
import record  # beside this file

from tests import notebooks


def same(one, other):
    if isinstance(one, float):
        return bool(np.isclose(one, other, rtol=1e-6, atol=0, equal_nan=True))
    if isinstance(one, list | tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    return one == other


if importlib.util.find_spec("torch"):

    def test_the_recorded_numbers_are_those_of_pytorch():
        import torch

        recorded = record.record(torch)
        found = record.stored(notebooks.read(record.NOTEBOOK))
        assert {name for name, _ in found} == set(recorded)
        for name, rows in found:
            assert same(rows, recorded[name]), name

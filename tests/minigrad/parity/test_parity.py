"""minigrad does what PyTorch does: with the recording everywhere, and with PyTorch itself where it is installed."""

import importlib.util
import json

import pytest

import minigrad

from .observe import fingerprint, observe
from .programs import all_programs
from .record import load, record

PROGRAMS = all_programs()
RECORDED = load()


@pytest.mark.parametrize("name", PROGRAMS)
def test_minigrad_does_what_was_recorded(name):
    assert name in RECORDED, "a new program: run python -m tests.minigrad.parity.record where PyTorch is installed"
    assert RECORDED[name]["program"] == fingerprint(PROGRAMS[name]), "the program changed: record it anew"
    assert observe(PROGRAMS[name], minigrad) == RECORDED[name]["seen"]


def test_nothing_is_recorded_that_is_no_longer_tested():
    assert set(RECORDED) == set(PROGRAMS)


if importlib.util.find_spec("torch"):

    def test_the_recording_is_what_pytorch_does_today():
        import torch

        assert json.loads(json.dumps(record(torch))) == RECORDED

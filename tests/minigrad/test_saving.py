"""save and load, and that a file from someone else cannot run code."""

import collections
import io
import pickle

import numpy as np
import pytest

import minigrad as mg


def saved_and_loaded(value, **options):
    file = io.BytesIO()
    mg.save(value, file)
    file.seek(0)
    return mg.load(file, **options)


def test_tensors_come_back_with_values_types_and_flags(tmp_path):
    state = collections.OrderedDict(
        weight=mg.nn.Parameter(mg.tensor([[1.0, 2.0]])),
        leaf=mg.tensor([0.5], dtype=mg.float64, requires_grad=True),
        steps=mg.tensor(3),
        mask=mg.tensor([True, False]),
        small=mg.tensor([1, 2], dtype=mg.uint8),
        turned=mg.arange(6).reshape(2, 3).t(),
    )
    mg.save({"model": state, "epoch": 3, "loss": [0.5, None], "shape": mg.Size([2, 3])}, tmp_path / "state.pt")
    back = mg.load(tmp_path / "state.pt", map_location="cpu")
    assert back["epoch"] == 3 and back["loss"] == [0.5, None] and back["shape"] == mg.Size([2, 3])
    for name, tensor in state.items():
        found = back["model"][name]
        assert type(found) is type(tensor) and found.dtype is tensor.dtype
        assert found.requires_grad == tensor.requires_grad and found.tolist() == tensor.tolist()


def test_a_result_comes_back_as_a_leaf_of_its_own():
    x = mg.tensor([1.0], requires_grad=True)
    assert saved_and_loaded({"x": x})["x"].is_leaf
    assert saved_and_loaded(x.detach() * 2).tolist() == [2.0]


def test_arrays_and_plain_numbers_are_allowed():
    assert saved_and_loaded(np.arange(3)).tolist() == [0, 1, 2]
    assert saved_and_loaded({"a": (1, 2.5, "text", True)}) == {"a": (1, 2.5, "text", True)}


class Harmful:
    def __reduce__(self):
        return print, ("this must not run",)


def test_code_in_a_file_is_refused(capsys):
    with pytest.raises(pickle.UnpicklingError, match="weights_only=False"):
        saved_and_loaded([Harmful()])
    assert capsys.readouterr().out == ""
    saved_and_loaded([Harmful()], weights_only=False)
    assert "must not run" in capsys.readouterr().out


def test_another_device_is_refused():
    with pytest.raises(RuntimeError, match="CPU only"):
        saved_and_loaded(mg.ones(1), map_location="cuda")

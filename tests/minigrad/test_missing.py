"""What minigrad lacks says so: an error with the nearest name, or one that says what is not there."""

import re

import pytest

import minigrad as mg


@pytest.mark.parametrize(
    ("owner", "name", "nearest"),
    [
        (mg, "float16", "float64"),
        (mg, "cumprod", "prod"),
        (mg, "no_gradd", "no_grad"),
        (mg.nn, "Conv3d", "Conv2d"),
        (mg.nn.functional, "relu6", "relu"),
        (mg.optim, "Adamm", "Adam"),
        (mg.linalg, "vector_norms", "vector_norm"),
        (mg.ones(1), "summ", "sum"),
        (mg.ones(1), "squeeze__", "squeeze_"),
    ],
)
def test_a_missing_name_tells_the_nearest_one(owner, name, nearest):
    with pytest.raises(AttributeError, match=re.escape(f"did you mean {nearest!r}?")):
        getattr(owner, name)
    assert not hasattr(owner, name)


@pytest.mark.parametrize("owner", [mg, mg.nn, mg.nn.functional, mg.optim, mg.linalg, mg.autograd, mg.utils])
def test_a_name_that_is_near_nothing_is_missing_too(owner):
    with pytest.raises(AttributeError, match="minigrad has only a part of PyTorch"):
        owner.xyzzy_quux  # noqa: B018


def test_private_names_are_missing_without_advice():
    with pytest.raises(AttributeError, match=r"^'Tensor' object has no attribute '_summ'$"):
        mg.ones(1)._summ  # noqa: B018


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: mg.ones(2, out=mg.zeros(2)),
        lambda: mg.add(mg.ones(2), 1, out=mg.zeros(2)),
        lambda: mg.sqrt(mg.ones(2), out=mg.zeros(2)),
        lambda: mg.ones(2).sum(out=mg.zeros(())),
        lambda: mg.ones(2, dtype="float32"),
        lambda: mg.ones(2).to("float32x"),
        lambda: mg.ones(2, device="cuda"),
        lambda: mg.ones(2).to("mps"),
        lambda: mg.tensor([1 + 2j]),
        lambda: mg.ones(2, 2).norm("nuc"),
        lambda: mg.linalg.norm(mg.ones(2, 2), 2),
        lambda: mg.ones(2, 2).unique(dim=0),
        lambda: mg.nn.functional.pad(mg.ones(2, 2), (1, 1), mode="reflect"),
        lambda: mg.ones(2).view(mg.int32),
        lambda: mg.ones(2).scatter(0, mg.tensor([0]), mg.ones(2), reduce="add"),
    ],
)
def test_an_argument_that_minigrad_does_not_know_is_refused(attempt):
    with pytest.raises((TypeError, RuntimeError, NotImplementedError)):
        attempt()

"""Random numbers: the same from the same seed, in the right range, and from the generator that is asked."""

import pytest

import minigrad as mg


def drawn(generator):
    """Return one draw of every kind, as plain numbers."""
    weights = mg.tensor([[1.0, 2.0, 3.0], [1.0, 0.0, 1.0]])
    return [
        mg.randn(2, 3, generator=generator).tolist(),
        mg.rand(4, generator=generator).tolist(),
        mg.randint(0, 10, (5,), generator=generator).tolist(),
        mg.randperm(6, generator=generator).tolist(),
        mg.normal(0.0, 2.0, (3,), generator=generator).tolist(),
        mg.normal(mg.zeros(2), mg.ones(2), generator=generator).tolist(),
        mg.bernoulli(mg.full((8,), 0.5), generator=generator).tolist(),
        mg.multinomial(weights, 2, generator=generator).tolist(),
        mg.empty(3).normal_(generator=generator).tolist(),
        mg.empty(3).uniform_(-1, 1, generator=generator).tolist(),
    ]


def test_a_seed_starts_the_same_numbers_anew():
    generator = mg.Generator().manual_seed(5)
    first = drawn(generator)
    assert drawn(generator) != first
    assert drawn(generator.manual_seed(5)) == first
    assert drawn(mg.Generator().manual_seed(6)) != first
    assert generator.initial_seed() == 5


def test_a_generator_of_its_own_leaves_the_common_one_alone():
    mg.manual_seed(1)
    first = mg.rand(3).tolist()
    mg.manual_seed(1)
    drawn(mg.Generator().manual_seed(2))
    assert mg.rand(3).tolist() == first


def test_the_state_can_be_kept_and_restored():
    mg.manual_seed(1)
    state = mg.get_rng_state()
    first = mg.randn(3).tolist()
    mg.set_rng_state(state)
    assert mg.randn(3).tolist() == first


def test_draws_lie_in_their_ranges_and_spread_as_they_should():
    mg.manual_seed(0)
    normal, uniform, whole = mg.randn(20_000), mg.rand(20_000), mg.randint(-3, 4, (20_000,))
    assert abs(normal.mean()) < 0.05 and abs(normal.std() - 1) < 0.05
    assert uniform.min() >= 0 and uniform.max() < 1 and abs(uniform.mean() - 0.5) < 0.02
    assert set(whole.tolist()) == set(range(-3, 4))
    assert sorted(mg.randperm(50).tolist()) == list(range(50))
    assert abs(mg.bernoulli(mg.full((20_000,), 0.3)).mean() - 0.3) < 0.02
    assert set(mg.multinomial(mg.tensor([0.0, 1.0, 0.0]), 5, replacement=True).tolist()) == {1}


@pytest.mark.parametrize("make", [mg.randn, mg.rand])
def test_dtypes_and_flags(make):
    assert make(2).dtype is mg.float32
    assert make(2, dtype=mg.float64, requires_grad=True).requires_grad
    with pytest.raises(NotImplementedError, match="not implemented for 'Long'"):
        make(2, dtype=mg.int64)
    assert mg.randint(3, (2,)).dtype is mg.int64
    assert mg.randint(3, (2,), dtype=mg.float32).dtype is mg.float32
    assert mg.randn_like(mg.ones(2, 3, dtype=mg.float64)).dtype is mg.float64


def test_writing_into_a_leaf_that_requires_grad_is_refused():
    x = mg.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad"):
        x.normal_()
    with mg.no_grad():
        x.uniform_(2, 3)
    assert 2 <= x.min() < 3 and x._version == 1

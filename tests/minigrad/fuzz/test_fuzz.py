"""Random programs do the same on minigrad as on PyTorch, as far as can be seen after each of their statements."""

import importlib.util

import pytest

import minigrad

from .programs import program
from .record import load, replay, states
from .running import as_code, compare, same, shrunk

CORPUS = load()


@pytest.mark.parametrize("number", range(len(CORPUS)))
def test_minigrad_does_what_pytorch_did(number):
    lines = CORPUS[number]["lines"]
    ours, theirs = states(replay(lines, minigrad)), states(CORPUS[number]["steps"])
    for count, (one, two) in enumerate(zip(ours, theirs, strict=True), 1):
        assert same(list(one), list(two)), f"{as_code(lines[:count])}\n# {one}\n# {two}"


class Broken:
    """minigrad, but for one rule: the version is not counted. The fuzzer has to notice."""

    def __init__(self, torch):
        self.__dict__["torch"] = torch

    def __getattr__(self, name):
        if name == "tensor":
            return lambda *args, **kwargs: self.torch.tensor(*args, **kwargs).clone()
        return getattr(self.torch, name)


def test_a_difference_is_found_and_printed_shrunk():
    lines = [
        "x0 = torch.ones(2)",
        "x1 = x0 * 2",
        "with torch.no_grad():",
        "    x2 = torch.tensor([1.0], requires_grad=True)",
        "x3 = x1 + 1",
    ]
    assert compare(lines, minigrad, minigrad) is None
    shorter, difference = shrunk(lines, Broken(minigrad), minigrad)
    assert shorter == ["x2 = torch.tensor([1.0], requires_grad=True)"]
    assert "x2 flags: 0100 | 1100" not in difference
    assert "x2 grad_fn: CloneBackward0A | None" in difference


def test_statements_that_fail_are_printed_so_that_they_can_be_pasted():
    code = as_code(["x0 = torch.ones(2)", "with torch.no_grad():", "x0.view(3)", "x1 = x0 * 2"], {2})
    assert code.split("\n")[1:3] == ["with torch.no_grad():", "    pass"]
    assert code.split("\n")[3] == "with suppress(Exception): x0.view(3)"


if importlib.util.find_spec("torch"):
    import torch

    from .machine import run

    torch.set_num_threads(1)

    def test_programs_of_hypothesis_do_the_same_on_both():
        run(100, derandomize=True)

    @pytest.mark.parametrize("options", [{}, {"quiet": True}, {"strict": True}], ids=["seen", "unseen", "texts"])
    def test_random_programs_do_the_same_on_both(options):
        _compare(range(1_000_000, 1_000_150), options)

    @pytest.mark.long
    @pytest.mark.parametrize("options", [{}, {"quiet": True}, {"strict": True}], ids=["seen", "unseen", "texts"])
    def test_10000_random_programs_do_the_same_on_both(options):
        _compare(range(10_000), options)

    def _compare(seeds, options):
        for seed in seeds:
            lines, difference = program(seed, minigrad, torch, **options)
            if difference is not None:
                _, difference = shrunk(lines, minigrad, torch, **options)
            assert difference is None, difference

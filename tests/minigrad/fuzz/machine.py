"""Programs drawn by hypothesis, which shrinks what fails. Needs PyTorch."""

import torch
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

import minigrad

from .language import KINDS, Writer
from .running import Pair


class Drawn:
    """Choices made by hypothesis, so that it can shrink them."""

    def __init__(self, data):
        self.data = data

    def integer(self, low, high):
        return self.data.draw(st.integers(low, high))

    def choice(self, options):
        return options[self.integer(0, len(options) - 1)]


class Programs(RuleBasedStateMachine):
    """Writes a program statement by statement, and runs it on both packages."""

    def __init__(self):
        super().__init__()
        self.pair, self.depth = Pair(minigrad, torch), 0

    @rule(data=st.data(), kind=st.sampled_from(sorted(set(KINDS), key=KINDS.index)))
    def statement(self, data, kind):
        if self.pair.over:
            return
        writer = Writer(Drawn(data), self.pair.tensors, self.depth)
        line = writer.statement(kind)
        self.depth = writer.depth
        if line is not None:
            self.pair.step(line)

    @invariant()
    def agrees(self):
        if not self.pair.over:
            self.pair.look()

    def teardown(self):
        self.pair.close()


def run(examples, derandomize=False):
    """Try so many programs; what fails is shrunk and raised. derandomize: the same in every run of this very code."""
    run_state_machine_as_test(
        Programs,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize=derandomize,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )

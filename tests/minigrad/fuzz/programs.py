"""Random programs without hypothesis: fast, for a corpus and for long runs. They are shrunk by leaving out lines."""

import random

from .language import KINDS, Writer
from .running import Difference, Pair


class Draw:
    """Choices from a seeded generator, the same on every machine."""

    def __init__(self, seed):
        self.generator = random.Random(seed)

    def integer(self, low, high):
        return self.generator.randint(low, high)

    def choice(self, options):
        return self.generator.choice(options)


def program(seed, one, two, **options):
    """Write a program while running it on two packages. Return (its lines, the first difference or None)."""
    draw, pair = Draw(seed), Pair(one, two, **options)
    writer = Writer(draw, {})
    try:
        for number in range(draw.integer(5, 22)):
            writer.tensors = pair.tensors
            line = writer.statement("leaf" if number < 2 else draw.choice(KINDS))
            if line is not None:
                pair.step(line)
            if pair.over:
                break
        if not pair.over:
            pair.look()
    except Difference as difference:
        return pair.lines, str(difference)
    finally:
        pair.close()
    return pair.lines, None

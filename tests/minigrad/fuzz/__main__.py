"""python -m tests.minigrad.fuzz [EXAMPLES]: programs that no run has tried before, on minigrad and PyTorch."""

import sys

from .machine import run

if __name__ == "__main__":
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    run(examples)
    print(f"{examples:,} programs do the same on both.")

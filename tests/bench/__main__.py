"""`python -m tests.bench autograd|draw|grading [--short] [ROW ...]`: run a benchmark, or the named rows of it.

It prints a table. The exit code is 3 if a row is over its limit. --short: just try it out. --help: what the rows are.
"""

import importlib
import os
import sys

for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "VECLIB_MAXIMUM"):
    os.environ[f"{name}_NUM_THREADS"] = "1"  # before NumPy is imported, which reads them once

BENCHMARKS = ("autograd", "draw", "grading")
HELP = {"-h", "--help"}


def load(name):
    return importlib.import_module(f"{__package__}.{name}")  # only then: grading needs nbgrader


name, *arguments = [argument for argument in sys.argv[1:] if argument not in HELP] or [""]
if HELP.intersection(sys.argv) and name in BENCHMARKS:
    print(load(name).__doc__)
    sys.exit()
if HELP.intersection(sys.argv) or name not in BENCHMARKS:
    text = "\n".join([__doc__, *(f"Rows: {', '.join(load(one).ROWS)} ({one})" for one in BENCHMARKS)])
    if HELP.intersection(sys.argv):
        print(text)
        sys.exit()
    sys.exit(text)
benchmark = load(name)
rows = [argument for argument in arguments if argument != "--short"]
if unknown := [row for row in rows if row not in benchmark.ROWS]:
    sys.exit(f"no such row: {', '.join(unknown)}. Rows: {', '.join(benchmark.ROWS)}")
usual = getattr(benchmark, "USUAL", benchmark.ROWS)
sys.exit(benchmark.main(rows or list(usual), short="--short" in arguments))

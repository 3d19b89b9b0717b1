"""`python -m tests.bench autograd|draw [--short] [ROW ...]`: run a benchmark (or the named rows), print the table."""

import os
import sys

for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "VECLIB_MAXIMUM"):
    os.environ[f"{name}_NUM_THREADS"] = "1"  # before NumPy is imported, which reads them once

from . import autograd, draw  # noqa: E402

BENCHMARKS = {"autograd": autograd, "draw": draw}
name, *arguments = sys.argv[1:] or [""]
if name not in BENCHMARKS:
    sys.exit("\n".join([__doc__, *(f"Rows: {', '.join(module.ROWS)} ({name})" for name, module in BENCHMARKS.items())]))
benchmark = BENCHMARKS[name]
rows = [argument for argument in arguments if argument != "--short"]
if unknown := [row for row in rows if row not in benchmark.ROWS]:
    sys.exit(f"no such row: {', '.join(unknown)}. Rows: {', '.join(benchmark.ROWS)}")
sys.exit(benchmark.main(rows or list(benchmark.ROWS), short="--short" in arguments))

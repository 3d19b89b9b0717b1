"""`python -m tests.bench autograd [--short] [ROW ...]`: run the benchmarks (or the named rows), print the table."""

import os
import sys

for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "VECLIB_MAXIMUM"):
    os.environ[f"{name}_NUM_THREADS"] = "1"  # before NumPy is imported, which reads them once

from . import autograd  # noqa: E402

arguments = sys.argv[1:]
if not arguments or arguments[0] != "autograd":
    sys.exit(f"{__doc__}\nRows: {', '.join(autograd.ROWS)}")
rows = [argument for argument in arguments[1:] if argument != "--short"]
if unknown := [row for row in rows if row not in autograd.ROWS]:
    sys.exit(f"no such row: {', '.join(unknown)}. Rows: {', '.join(autograd.ROWS)}")
sys.exit(autograd.main(rows or list(autograd.ROWS), short="--short" in arguments))

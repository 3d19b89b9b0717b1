"""What nbval's kernels and tests inherit.

Progress bars are for people, and their times are different in every run. One thread a process: those of PyTorch wait
for each other where other work runs.
"""

import os

os.environ["TQDM_DISABLE"] = "1"
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

"""What nbval's kernels inherit: progress bars are for people, and their times are different in every run."""

import os

os.environ["TQDM_DISABLE"] = "1"

"""What nbval's kernels and tests inherit, and how tests are shared out between two processes: pytest -n auto.

Progress bars are for people, and their times are different in every run. One thread a process: those of PyTorch wait
for each other where other work runs.
"""

import os

import pytest

os.environ["TQDM_DISABLE"] = "1"
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))


def pytest_collection_modifyitems(config, items):
    if hasattr(config, "workerinput"):  # one of several processes
        from tests import processes

        items.sort(key=lambda item: processes.order(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    from tests import processes

    return processes.number()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from tests import processes

    return processes.Scheduler(config, log)

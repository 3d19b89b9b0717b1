"""How a process begins and ends that runs a function for somebody else."""

import _signal  # `signal` makes enumerations of its arguments and results
import os
import signal
import traceback
from collections.abc import Callable
from typing import NoReturn

_FIXED = {getattr(signal, "SIGKILL", None), getattr(signal, "SIGSTOP", None)}
_SIGNALS = sorted(map(int, signal.valid_signals() - _FIXED))
# As Python itself has them: an error, not the end, for who writes to a closed pipe or more than a file may hold.
_IGNORED = {int(getattr(signal, name)) for name in ("SIGPIPE", "SIGXFSZ", "SIGXFZ") if hasattr(signal, name)}


def default_signals() -> None:
    """No handlers and no mask of the process that this one was forked from."""
    for number in _SIGNALS:
        wanted = _signal.SIG_IGN if number in _IGNORED else _signal.SIG_DFL
        if _signal.getsignal(number) not in (wanted, None):
            _signal.signal(number, wanted)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def close_all_but(keep: list[int]) -> None:
    """Close all file descriptors but `keep`. 0, 1 and 2 lead to /dev/null if they are not kept."""
    nowhere = os.open("/dev/null", os.O_RDWR)
    for standard in {0, 1, 2} - {*keep}:
        os.dup2(nowhere, standard)
    # Not up to a highest number: the limit may have been lowered below what is open.
    for name in os.listdir("/proc/self/fd" if os.path.exists("/proc/self/fd") else "/dev/fd"):
        if int(name) not in {0, 1, 2, *keep}:
            os.closerange(int(name), int(name) + 1)  # an open one, or the listing's own, closed already


def finish(function: Callable[[], object]) -> NoReturn:
    """Run `function` and end this process, with 0, with 1 if it raises, or with what SystemExit says."""
    status = 1
    try:
        function()
        status = 0
    except SystemExit as exit:
        status = exit.code if isinstance(exit.code, int) else int(exit.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status & 0xFF)

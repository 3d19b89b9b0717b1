"""The first process behind bubblewrap: limits, a watch on memory, and the end of all when it ends.

python -m grading.sandbox.first MEMORY PROCESSES FILE_BYTES COMMAND...
"""

import os
import sys
from collections.abc import Iterable
from types import SimpleNamespace

from grading.sandbox import kernel
from grading.sandbox.limits import Limits, Watch, limit
from grading.sandbox.running import close_all_but, default_signals
from grading.sandbox.syscalls import filter_calls
from grading.sandbox.view import WRITABLE


def enter(limits: Limits, keep_fds: Iterable[int] = ()) -> Watch:
    """Set up in this process what bubblewrap does not, once all is imported; return what looks at the others.

    bubblewrap hands on what its caller has left open, and adds to the environment.
    """
    limit(limits)
    default_signals()
    close_all_but(list(keep_fds))
    os.environ.pop("PWD", None)
    kernel.be_opaque()
    filter_calls()
    return Watch(limits.memory, WRITABLE)


def main(arguments: list[str]) -> int:
    """Run the command; the exit status is its own, or 128 and the signal that ended it."""
    memory, processes, file_bytes = map(int, arguments[:3])
    command = arguments[3:]
    watch = enter(SimpleNamespace(memory=memory, processes=processes, file_bytes=file_bytes), (0, 1, 2))
    child = os.fork()
    if child == 0:
        try:
            os.execvp(command[0], command)
        finally:
            os._exit(127)
    code = os.waitstatus_to_exitcode(watch.wait(child))
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

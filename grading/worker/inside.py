"""The keeper's process behind bubblewrap, which starts programs and does not fork: so it imports all anew.

python -m grading.worker.inside DESCRIPTOR ORDER
"""

import json
import os
import socket
import sys
import threading

from grading.worker.pool import THREADS


def start(order, descriptor, protection, limits, readable):
    """Put bubblewrap, and this module behind it, in the place of this process."""
    from grading.sandbox import wrapped

    os.set_inheritable(descriptor, True)
    command = [sys.executable, "-m", __name__, str(descriptor), json.dumps(order)]
    line = wrapped(command, protection=protection, limits=limits, readable=readable, bare=True)
    os.execv(line[0], line)


def main(descriptor, order):
    """Serve the pool over the descriptor."""
    os.environ.update(THREADS)
    from grading.sandbox.first import enter
    from grading.worker import Limits
    from grading.worker.keeper import Keeper
    from grading.worker.student import live
    from grading.worker.warm import get_ready, make_world

    for name in THREADS:
        del os.environ[name]
    limits = Limits(**order["limits"])
    world = make_world()
    get_ready(world, order["needs"])
    watch = enter(limits, [descriptor])
    keeper = Keeper(
        socket.socket(fileno=descriptor), lambda channel: live(channel, world, order["files"], limits.output_bytes)
    )
    # After the student's process has been forked: a fork takes no threads along, but may take a lock that one holds.
    threading.Thread(target=watch.go_on, daemon=True).start()
    keeper.serve()


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]), json.loads(sys.argv[2]))
    finally:
        os._exit(0)

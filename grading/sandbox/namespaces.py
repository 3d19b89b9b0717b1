"""A tree of processes in namespaces of its own, without a program to help: what `bubblewrap` does, done in place.

    caller ── keeper ── first process of the new process namespace: runs the function

The caller stays outside and, as root, gives the new user namespace its users. The keeper builds the new root folder,
starts the first process and waits for it. When that one ends, for whatever reason, the kernel kills all others of its
process namespace and only then tells the keeper; when the caller or the keeper dies, the kernel kills the first.
"""

import functools
import os
import select
import signal
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

from grading.sandbox import kernel
from grading.sandbox.kernel import ConfinementError
from grading.sandbox.limits import FILES_IN_A_FOLDER, Limits, Watch, limit, temporary_bytes
from grading.sandbox.running import close_all_but, default_signals, finish
from grading.sandbox.syscalls import filter_calls
from grading.sandbox.view import DEVICES, ENVIRONMENT, HOME, SHARED_MEMORY, TEMPORARY, WRITABLE, View, view

# The user that the function runs as, as seen from inside.
_STUDENT = 1000
_NEW_ROOT, _OLD_ROOT = "/new", "/old"
_OWN = (
    kernel.NEW_USER | kernel.NEW_MOUNTS | kernel.NEW_PIDS | kernel.NEW_NETWORK | kernel.NEW_IPC | kernel.NEW_UTS
)  # fmt: skip


def run(
    function: Callable[[], object], *, limits: Limits, readable: Iterable[Path] = (), keep_fds: Iterable[int] = ()
) -> int:
    """Run `function` confined and return its wait status. See `grading.sandbox.run_confined`."""
    keep = sorted(set(keep_fds))
    for descriptor in keep:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise ValueError(f"file descriptor {descriptor} is a folder: it would be a way out of the sandbox")
    shown = view(readable)
    from_keeper, to_caller = os.pipe()
    from_caller, to_keeper = os.pipe()
    caller = os.getpid()
    keeper = os.fork()
    if keeper == 0:
        os.close(from_keeper)
        os.close(to_keeper)
        _keep(function, limits, shown, keep, caller, from_caller, to_caller)
    os.close(to_caller)
    os.close(from_caller)
    first = None
    try:
        with os.fdopen(from_keeper, "rb") as reports, os.fdopen(to_keeper, "wb", buffering=0) as orders:
            for report in reports:
                what, _, value = report.decode().strip().partition(" ")
                if what == "unshared":
                    _map_users(keeper)
                    orders.write(b".")
                elif what == "first":
                    first = _Outsider(int(value))
                    orders.write(b".")
                elif what == "ended":
                    return int(value)
                else:
                    raise ConfinementError(value)
    finally:
        # Whatever has happened here: without its keeper the first process dies, and with it all others.
        os.kill(keeper, signal.SIGKILL)
        _, status = os.waitpid(keeper, 0)
        if first:
            first.wait()
    return status


class _Outsider:
    """The end of a process that is not our child."""

    def __init__(self, pid: int):
        self.descriptor = os.pidfd_open(pid)

    def wait(self) -> None:
        select.select([self.descriptor], [], [])
        os.close(self.descriptor)


# Users


def _users_of_root() -> int:
    """The number, outside, of a user who owns nothing: another one for every sandbox, as far as there are enough."""
    start, length = _most_users()
    if length < 2:
        raise ConfinementError("root has no second user here to run students' code as")
    if length > 1 << 31:
        return (1 << 30) + os.getpid()
    return start + length - 1 - os.getpid() % (length // 2)


@functools.cache
def _most_users() -> tuple[int, int]:
    """The first of the users that there are here, and how many there are."""
    with open("/proc/self/uid_map") as file:
        extents = [tuple(map(int, line.split())) for line in file]
    start, _, length = max(extents, key=lambda extent: extent[2])
    return start, length


def _map_users(keeper: int) -> None:
    """Say who the keeper's users are outside. Root needs one more, since no limit on processes binds root itself."""
    if os.geteuid() == 0:
        nobody = _users_of_root()
        users = groups = f"0 0 1\n{_STUDENT} {nobody} 1\n"
    else:
        users, groups = f"{_STUDENT} {os.geteuid()} 1\n", f"{_STUDENT} {os.getegid()} 1\n"
        _tell(keeper, "setgroups", "deny")
    _tell(keeper, "uid_map", users)
    _tell(keeper, "gid_map", groups)


def _tell(pid: int, name: str, text: str) -> None:
    with open(f"/proc/{pid}/{name}", "w") as file:
        file.write(text)


# The keeper


def _keep(function, limits: Limits, shown: View, keep: list[int], caller: int, orders: int, reports: int) -> NoReturn:
    def report(text: str) -> None:
        os.write(reports, text.replace("\n", " ").encode() + b"\n")

    try:
        kernel.die_with_parent(signal.SIGKILL)
        if os.getppid() != caller:
            os._exit(1)
        os.setsid()
        kernel.unshare(_OWN)
        report("unshared")
        _await(orders)
        _build_root(shown, limits)
        # While the keeper lives this pipe has a writing end, in the keeper alone.
        alive, keepers_end = os.pipe()
        ready, firsts_end = os.pipe()
        first = os.fork()
        if first == 0:
            os.close(keepers_end)
            os.close(ready)
            _begin(function, limits, keep, alive, orders, firsts_end)
        os.close(alive)
        os.close(firsts_end)
        report(f"first {first}")
        problem = b"".join(iter(lambda: os.read(ready, 4096), b""))
        if problem != b"ready":
            os.kill(first, signal.SIGKILL)
            os.waitpid(first, 0)
            report("failed " + (problem.decode(errors="replace") or "the first process has ended too early"))
            os._exit(1)
        report(f"ended {Watch(limits.memory).wait(first)}")
    except BaseException as error:
        report(f"failed {error or type(error).__name__}")
        os._exit(1)
    os._exit(0)


def _await(orders: int) -> None:
    if not os.read(orders, 1):
        os._exit(1)


def _build_root(shown: View, limits: Limits) -> None:
    """Put together a root folder out of empty file systems in memory and read-only views, and move into it."""
    kernel.mount("none", "/", None, kernel.RECURSIVE | kernel.PRIVATE)
    # /tmp is where the new root begins only because it exists everywhere; as /old/tmp, the true one is seen again.
    _memory_at("/tmp", 1 << 20, "mode=755")
    for folder in (_NEW_ROOT, _OLD_ROOT):
        os.mkdir("/tmp" + folder)
    kernel.pivot_root("/tmp", "/tmp" + _OLD_ROOT)
    os.chdir("/")
    _memory_at(_NEW_ROOT, 1 << 20, "mode=755")
    mask = os.umask(0o022)
    for folder in (*WRITABLE, "/proc", "/etc", _OLD_ROOT):
        os.makedirs(_NEW_ROOT + folder, exist_ok=True)
    for name, target in {**shown.links, "/dev/fd": "/proc/self/fd"}.items():
        os.makedirs(os.path.dirname(_NEW_ROOT + name), exist_ok=True)
        os.symlink(target, _NEW_ROOT + name)
    scratch = temporary_bytes(limits)
    _memory_at(_NEW_ROOT + TEMPORARY, scratch, "mode=1777")
    _memory_at(_NEW_ROOT + HOME, scratch, f"mode=700,uid={_STUDENT},gid={_STUDENT}")
    _memory_at(_NEW_ROOT + SHARED_MEMORY, scratch, "mode=1777")
    _show(shown)
    for name in DEVICES:
        _bind(f"/dev/{name}")
    os.umask(mask)
    kernel.set_mount(_NEW_ROOT, on=kernel.ATTR_READ_ONLY | kernel.ATTR_NOSUID, recursive=True)
    for folder in WRITABLE:
        kernel.set_mount(_NEW_ROOT + folder, off=kernel.ATTR_READ_ONLY)
    os.chdir(_NEW_ROOT)
    kernel.pivot_root(".", "." + _OLD_ROOT)
    os.chdir("/")


def _memory_at(path: str, size: int, options: str) -> None:
    kernel.mount(
        "tmpfs", path, "tmpfs", kernel.NOSUID | kernel.NODEV, f"size={size},nr_inodes={FILES_IN_A_FOLDER},{options}"
    )


def _show(shown: View) -> None:
    for folder in shown.holders():
        os.mkdir(_NEW_ROOT + folder)
        _memory_at(_NEW_ROOT + folder, 1 << 20, "mode=755")
    for path in shown.in_order():
        if path in shown.covered:
            os.makedirs(_NEW_ROOT + path, exist_ok=True)
            _memory_at(_NEW_ROOT + path, 1 << 20, "mode=755")
        else:
            _bind(path)


def _bind(path: str) -> None:
    source, target = _OLD_ROOT + path, _NEW_ROOT + path
    if not os.path.exists(target):
        if os.path.isdir(source):
            os.makedirs(target)
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            open(target, "x").close()
    kernel.mount(source, target, None, kernel.BIND | kernel.RECURSIVE)


# The first process


def _begin(function, limits: Limits, keep: list[int], alive: int, orders: int, ready: int) -> NoReturn:
    try:
        _await(orders)
        kernel.mount("proc", "/proc", "proc", kernel.NOSUID | kernel.NODEV | kernel.NOEXEC, "subset=pid")
        kernel.unmount(_OLD_ROOT)  # only now: who has no sight of a /proc may not mount one
        os.setsid()  # the process group of a signal "to all of mine" ends here
        kernel.forget_environment()
        os.environ.update(ENVIRONMENT)
        os.chdir(HOME)
        limit(limits)
        default_signals()
        kernel.give_up_privileges(_STUDENT)
        kernel.be_opaque()
        filter_calls()
        kernel.die_with_parent(signal.SIGKILL)
        if select.select([alive], [], [], 0)[0]:
            os._exit(1)  # the keeper has died before the line above
        close_all_but([*keep, ready])
        os.write(ready, b"ready")
        os.close(ready)
    except BaseException as error:
        os.write(ready, str(error or type(error).__name__).encode())
        os._exit(1)
    finish(function)

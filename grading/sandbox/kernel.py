"""The few calls of the Linux kernel that Python 3.11 has no function for, with errors raised as OSError.

Nothing here decides anything: what is called in which order, and why, is in `namespaces`.
"""

import ctypes
import os
import sys

# clone(2): what a process can have of its own.
NEW_MOUNTS = 0x00020000
NEW_UTS = 0x04000000
NEW_IPC = 0x08000000
NEW_USER = 0x10000000
NEW_PIDS = 0x20000000
NEW_NETWORK = 0x40000000

# mount(2)
NOSUID, NODEV, NOEXEC = 2, 4, 8
BIND, RECURSIVE, PRIVATE = 4096, 16384, 1 << 18
DETACH = 2

# mount_setattr(2): the same number on every architecture.
_MOUNT_SETATTR = 442
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
ATTR_READ_ONLY, ATTR_NOSUID = 1, 2

# prctl(2)
_PDEATHSIG, _DUMPABLE, _SECCOMP, _SUBREAPER, _NO_NEW_PRIVS, _AMBIENT = 1, 4, 22, 36, 38, 47
_SECCOMP_FILTER = 2
_AMBIENT_CLEAR_ALL = 4
_CAPABILITIES_3 = 0x20080522


# madvise(2): put pages together to a large one. Linux 6.1.
_COLLAPSE = 25
LARGE_PAGE = 2 << 20

# Looked up once: forked processes have it.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


class ConfinementError(RuntimeError):
    """The sandbox could not be set up, and nothing has run in it."""


def unshare(flags: int) -> None:
    """Give this process namespaces of its own (a new process namespace begins with its next child)."""
    _checked(_LIBC.unshare(ctypes.c_int(flags)), "unshare")


def mount(source: str, target: str, kind: str | None = None, flags: int = 0, options: str = "") -> None:
    """Mount `source` on `target`."""
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    result = _LIBC.mount(*encoded, ctypes.c_ulong(flags), os.fsencode(options) or None)
    _checked(result, f"mount {source} on {target}")


def set_mount(path: str, *, on: int = 0, off: int = 0, recursive: bool = False) -> None:
    """Set and clear attributes of the mount at `path` and, if `recursive`, of all below it. Linux 5.12."""
    attributes = (ctypes.c_uint64 * 4)(on, off, 0, 0)
    result = _LIBC.syscall(
        ctypes.c_long(_MOUNT_SETATTR),
        ctypes.c_int(_AT_FDCWD),
        os.fsencode(path),
        ctypes.c_uint(_AT_RECURSIVE if recursive else 0),
        attributes,
        ctypes.c_size_t(ctypes.sizeof(attributes)),
    )
    _checked(result, f"mount_setattr {path}")


def unmount(path: str) -> None:
    """Take the mounts at and below `path` away, in use or not."""
    _checked(_LIBC.umount2(os.fsencode(path), ctypes.c_int(DETACH)), f"umount {path}")


def pivot_root(new_root: str, put_old: str) -> None:
    """Make `new_root` the root of all processes in this mount namespace; the former one is then at `put_old`."""
    # glibc has no function of this name on some systems; the number differs by architecture.
    number = {"x86_64": 155}.get(os.uname().machine, 41)
    _checked(_LIBC.syscall(ctypes.c_long(number), os.fsencode(new_root), os.fsencode(put_old)), "pivot_root")


def _prctl(option: int, *arguments: int) -> int:
    padded = (*arguments, 0, 0, 0, 0)[:4]
    return _LIBC.prctl(ctypes.c_int(option), *(ctypes.c_ulong(argument) for argument in padded))


def die_with_parent(signal_number: int) -> None:
    """Have the kernel send this process a signal when its parent ends, until it changes its user."""
    _checked(_prctl(_PDEATHSIG, signal_number), "prctl")


def adopt_orphans() -> None:
    """Make this process the parent of all below it whose own parents end."""
    _checked(_prctl(_SUBREAPER, 1), "prctl")


def be_opaque() -> None:
    """No core dump, and no other process without privileges can trace this one or read its memory."""
    _checked(_prctl(_DUMPABLE, 0), "prctl")


def set_filter(program: ctypes.Array) -> None:
    """Filter the system calls of this process from now on."""
    _checked(_prctl(_SECCOMP, _SECCOMP_FILTER, ctypes.addressof(program)), "seccomp")


def give_up_privileges(user: int) -> None:
    """Become `user`, with no capabilities, now or through any program that is started."""
    if os.getuid() != user:
        os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    _checked(_prctl(_NO_NEW_PRIVS, 1), "prctl")
    _checked(_prctl(_AMBIENT, _AMBIENT_CLEAR_ALL), "prctl")
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    _checked(_LIBC.capset(header, (ctypes.c_uint32 * 6)()), "capset")


def use_large_pages() -> None:
    """Keep the memory that this process has now in large pages, where the kernel can: forks have less to copy then."""
    with open("/proc/self/maps") as file:
        maps = [line.split() for line in file]
    for span, rights, _, _, _, *name in maps:
        if rights.startswith("rw") and name in ([], ["[heap]"]):
            start, end = (int(number, 16) for number in span.split("-"))
            for page in range(-(-start // LARGE_PAGE) * LARGE_PAGE, end - LARGE_PAGE + 1, LARGE_PAGE):
                # it may say no: there is none to be had, or it knows no such call
                _LIBC.madvise(ctypes.c_void_p(page), ctypes.c_size_t(LARGE_PAGE), ctypes.c_int(_COLLAPSE))


def forget_environment() -> None:
    """Empty the environment of this process, also where /proc/self/environ reads it: in the memory exec put it in."""
    import posix

    with open("/proc/self/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    start, end = int(fields[47]), int(fields[48])
    os.environ.clear()
    posix.environ.clear()
    _LIBC.clearenv()
    if end > start:
        ctypes.memset(start, 0, end - start)

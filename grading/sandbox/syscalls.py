"""A filter of system calls (seccomp) for what namespaces and limits leave open.

It denies calls that no exercise needs and that reach around the sandbox: sockets to the host of a virtual machine,
which no network namespace holds; keyrings of the instructor; memory that no process is charged for; tracing; new
namespaces; and the parts of the kernel in which most holes are found. On other processors than those below the rest
of the sandbox has to do.
"""

import ctypes
import errno
import platform
import struct

from grading.sandbox.kernel import set_filter

# By processor: the number of its call convention, of clone, of socket, and of add_key, bpf, chroot, finit_module,
# init_module, kcmp, kexec_load, keyctl, memfd_create, mount, msgget, open_by_handle_at, perf_event_open, pivot_root,
# process_vm_readv, process_vm_writev, ptrace, request_key, semget, setns, shmget, syslog, umount2, unshare,
# userfaultfd and vmsplice.
_PROCESSORS = {
    "x86_64": (0xC000003E, 56, 41,
               248, 321, 161, 313, 175, 312, 246, 250, 319, 165, 68, 304, 298, 155,
               310, 311, 101, 249, 64, 308, 29, 103, 166, 272, 323, 278),
    "aarch64": (0xC00000B7, 220, 198,
                217, 280, 51, 273, 105, 272, 104, 219, 279, 40, 186, 265, 241, 41,
                270, 271, 117, 218, 190, 268, 194, 116, 39, 97, 282, 75),
}  # fmt: skip
# The same everywhere: io_uring_*, open_tree, move_mount, fsopen, fsconfig, fsmount, pidfd_getfd, mount_setattr,
# memfd_secret.
_NEWER = (425, 426, 427, 428, 429, 430, 431, 432, 438, 442, 447)
_CLONE3 = 435
_FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6: local, or held by the network namespace
_ANY_NAMESPACE = 0x7E020080
_FOREIGN_CALLS = 0x40000000  # x32 on x86_64

# A program for the kernel's packet filter: (code, steps if true, steps if false, operand).
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _CONVENTION, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000


def _program(machine: str) -> list[tuple[int, int, int, int]]:
    convention, clone, socket, *denied = _PROCESSORS[machine]
    deny = (_RETURN, 0, 0, _ERROR | errno.EPERM)
    program = [
        (_LOAD, 0, 0, _CONVENTION),
        (_EQUAL, 1, 0, convention),
        deny,
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _FOREIGN_CALLS),
        deny,
    ]
    for number in (*denied, *_NEWER):
        program += [(_EQUAL, 0, 1, number), deny]
    # "No such call" makes the C library use clone, whose flags a filter can see.
    program += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ERROR | errno.ENOSYS)]
    program += [(_EQUAL, 0, 3, clone), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_ANY_BIT, 0, 1, _ANY_NAMESPACE), deny]
    program += [(_LOAD, 0, 0, _NUMBER), (_EQUAL, 0, len(_FAMILIES) + 2, socket), (_LOAD, 0, 0, _FIRST_ARGUMENT)]
    for position, family in enumerate(_FAMILIES):
        program += [(_EQUAL, len(_FAMILIES) - position, 0, family)]
    program += [(_RETURN, 0, 0, _ERROR | errno.EAFNOSUPPORT), (_RETURN, 0, 0, _ALLOW)]
    return program


def _in_memory(program: list[tuple[int, int, int, int]]) -> tuple[ctypes.Array, ctypes.Array]:
    """The program as the kernel wants it, and what says where it is and how long."""
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in program))
    return code, ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(code)))


# Made once: forked processes have it.
_FILTER_HERE = _in_memory(_program(platform.machine())) if platform.machine() in _PROCESSORS else None


def filter_calls() -> None:
    """Deny this process, and all that it will start, what is listed above. It cannot be undone."""
    if _FILTER_HERE:
        set_filter(_FILTER_HERE[1])

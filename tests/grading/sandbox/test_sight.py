"""What a confined process sees and can change: tried from the inside."""

import os
import pwd
import socket
import sys
import tempfile
from pathlib import Path

import pytest

from grading.sandbox.view import COURSE

READS = """
import json, os, sys
def reads(path):
    try:
        return bool(os.listdir(path)) if os.path.isdir(path) else bool(open(path, "rb").read(1))
    except OSError:
        return False
print(json.dumps([path for path in PATHS if reads(path)]))
"""


def seen(way, paths, *readable, **options):
    return way.run(f"PATHS = {[str(path) for path in paths]!r}\n" + READS, *readable, **options)


def test_neither_solutions_nor_gradebook_nor_the_work_of_others_are_seen(way, tmp_path):
    neighbour = Path(tempfile.mkdtemp(prefix="submission")) / "answer.ipynb"
    neighbour.write_text("secret")
    gradebook = tmp_path / "gradebook.db"
    gradebook.write_text("secret")
    here = [COURSE / "solutions", COURSE / "course", COURSE / "tests", COURSE / "README.md"]
    assert all(path.exists() for path in here)
    paths = [
        *here,
        COURSE / ".git",
        gradebook,
        neighbour,
        tmp_path,
        "/etc/shadow",
        "/etc/hostname",
        "/var/log",
        Path(pwd.getpwuid(0).pw_dir, ".bashrc"),
        "/sys",
    ]
    paths += ["/usr/local/share", "/srv", "/proc/sys/kernel/hostname", Path.home() / ".bashrc", "/old", "/dev/pts"]
    try:
        assert seen(way, paths) in ([], ["/proc/sys/kernel/hostname"])  # the name it was given, not the computer's
    finally:
        neighbour.unlink()
        neighbour.parent.rmdir()


def test_interpreter_packages_minigrad_and_grading_are_readable(way):
    import numpy

    files = [os.__file__, numpy.__file__, COURSE / "minigrad" / "__init__.py", COURSE / "grading" / "feedback.py"]
    files += [Path(sys.prefix, "lib"), Path(sys.base_prefix, "lib"), "/dev/urandom"]
    assert seen(way, files) == [str(path) for path in files]


def test_what_the_assignment_brings_is_readable_and_what_lies_beside_it_is_not(way):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        own, other = Path(folder, "own"), Path(folder, "other")
        for path in (own, other):
            path.mkdir()
            (path / "data.csv").write_text("1,2")
        assert seen(way, [own / "data.csv", other / "data.csv"], own) == [str(own / "data.csv")]
        assert seen(way, [own / "data.csv", other / "data.csv"], own / "data.csv") == [str(own / "data.csv")]


def test_files_of_the_course_can_be_shown_one_by_one(way):
    shown = COURSE / "README.md"
    assert seen(way, [shown, COURSE / "pyproject.toml"], shown) == [str(shown)]


WRITES = """
import json, os, sys
done = []
for path in PATHS:
    for act in (lambda: open(os.path.join(path, "new"), "w"), lambda: os.rename(path, path + "-away"),
                lambda: os.chmod(path, 0o777), lambda: os.utime(path)):
        try:
            act()
        except OSError:
            continue
        done.append(path)
print(json.dumps(done))
"""


def test_nothing_of_it_can_be_written_renamed_or_replaced(way):
    paths = [os.path.dirname(os.__file__), sys.prefix, sys.base_prefix, COURSE / "minigrad", COURSE / "grading"]
    paths += [COURSE, "/", "/usr", "/usr/lib", "/etc", "/proc", "/proc/sys/kernel", "/dev"]
    # Folders on the way to the virtual environment, also where that is below /tmp.
    paths += [path for path in Path(sys.prefix).parents if str(path) not in ("/tmp", "/")]
    assert way.run(f"PATHS = {[str(path) for path in paths]!r}\n" + WRITES) == []


HOME = """
import getpass, json, os, pathlib, tempfile
home = pathlib.Path.home()
before = os.listdir(home), [name for name in os.listdir("/tmp") if name not in OF_PYTHON], os.listdir("/dev/shm")
(home / "notes.txt").write_text("a")
open("/tmp/notes-of-a-student", "w").close()
with tempfile.TemporaryDirectory() as folder:
    full = []
    for place in (folder, home, "/dev/shm"):
        written = 0
        try:
            for number in range(40):
                with open(os.path.join(place, f"{number}"), "wb") as file:
                    written += file.write(bytes(1 << 20))
        except OSError:
            full.append(written >> 20)
print(json.dumps([before, full, str(home), getpass.getuser()]))
"""


def test_home_and_temporary_folder_are_empty_writable_of_limited_size_and_gone_afterwards(way):
    below = [str(path).split("/")[2] for path in (sys.prefix, sys.base_prefix, COURSE) if str(path).startswith("/tmp/")]
    for _ in range(2):
        before, full, home, user = way.run(f"OF_PYTHON = {below!r}\n" + HOME)
        assert before == [[], [], []]
        assert len(full) == 3 and all(megabytes <= 8 for megabytes in full)
        assert (home, user) == ("/home/student", "student")
    assert not os.path.exists("/tmp/notes-of-a-student")


def test_the_environment_is_empty_also_in_memory(way):
    probe = """
import ctypes, json, os, pathlib, posix
found = [name for name in os.environ if name not in ("PATH", "HOME", "LANG", "LC_CTYPE")]
found += [name.decode() for name in posix.environ if name not in (b"PATH", b"HOME", b"LANG", b"LC_CTYPE")]
# Where exec has put it, as /proc/self/environ would show.
start, end = map(int, pathlib.Path("/proc/self/stat").read_text().rpartition(")")[2].split()[47:49])
there = ctypes.string_at(start, end - start)
print(json.dumps([found, end > start, b"hush" in there, os.popen("env | grep -c hush").read()]))
"""
    assert way.run(probe, env=os.environ | {"TOKEN": "hush"}) == [[], True, False, "0\n"]


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
def test_no_network_not_even_to_this_computer(way, family):
    loopback, far = {"AF_INET": ("127.0.0.1", "192.0.2.1"), "AF_INET6": ("::1", "2001:db8::1")}[family]
    with socket.create_server((loopback, 0), family=getattr(socket, family)) as server:
        port = server.getsockname()[1]
        socket.create_connection((loopback, port), timeout=5).close()  # it can be reached from out here
        probe = f"""
import json, socket
def reaches(address):
    try:
        with socket.socket(socket.{family}) as one:
            one.settimeout(2)
            one.connect(address)
        return True
    except OSError:
        return False
print(json.dumps([reaches(({loopback!r}, {port})), reaches(({far!r}, 53))]))
"""
        assert way.run(probe) == [False, False]


def test_other_ways_out_of_the_computer_are_closed(way):
    with socket.socket(socket.AF_UNIX) as server:
        name = f"\0grading-sandbox-test{os.getpid()}"
        server.bind(name)
        server.listen()
        probe = """
import ctypes, errno, json, socket
tried = {}
for family in (socket.AF_VSOCK, socket.AF_NETLINK, socket.AF_PACKET, socket.AF_ALG):
    try:
        socket.socket(family, socket.SOCK_RAW if family != socket.AF_VSOCK else socket.SOCK_STREAM)
        tried[family.name] = True
    except OSError:
        pass
try:
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(NAME)
    tried["unix"] = True
except OSError:
    pass
socket.socketpair()[0].close()
libc = ctypes.CDLL(None, use_errno=True)
for flags in (0x10000000, 0x00020000, 0x40000000):
    if libc.unshare(flags) == 0:
        tried[f"unshare {flags}"] = True
for name, arguments in (("shmget", (0, 4096, 0o1600)), ("memfd_create", (b"a", 0)), ("ptrace", (0, 0, 0, 0)),
                        ("mount", (b"none", b"/tmp", b"tmpfs", 0, None)), ("umount2", (b"/tmp", 0)),
                        ("chroot", (b"/tmp",)), ("setuid", (0,)), ("sethostname", (b"a", 1)), ("setgid", (0,))):
    if getattr(libc, name)(*arguments) >= 0:
        tried[name] = True
print(json.dumps(tried))
"""
        assert way.run(f"NAME = {name!r}\n" + probe) == {}


def test_no_open_file_of_the_instructor_is_left(way):
    with open(COURSE / "README.md") as secret:
        os.set_inheritable(secret.fileno(), True)
        probe = """
import json, os
folder = "/proc/self/fd/"
print(json.dumps([os.readlink(folder + name) for name in os.listdir(folder) if os.path.lexists(folder + name)]))
"""
        found = way.run(probe, pass_fds=(secret.fileno(),))
    assert all(where.startswith(("pipe:", "/dev/null", "/proc")) for where in found)

"""What a confined process can read of this computer: the interpreter, its packages, minigrad and grading, no more.

Every place keeps its own path, so that a path that Python has written down (sys.path, a `.pth` file, a virtual
environment's pyvenv.cfg) means the same inside. The folder of the course, which holds solutions and gradebook, is
covered even where the interpreter lies in it or around it.
"""

import functools
import importlib.util
import os
import site
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HOME = "/home/student"
_PROGRAMS = os.pathsep.join(dict.fromkeys([os.path.dirname(sys.executable), "/usr/bin", "/bin"]))
ENVIRONMENT = {"PATH": _PROGRAMS, "HOME": HOME, "LANG": "C.UTF-8"}
TEMPORARY = "/tmp"
SHARED_MEMORY = "/dev/shm"
WRITABLE = (TEMPORARY, HOME, SHARED_MEMORY)
DEVICES = ("null", "zero", "full", "random", "urandom")
# Not /usr as a whole: an nbgrader exchange, with the work of others, may be in /usr/local/share.
SYSTEM = (
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/bin",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/share/fonts",
    "/usr/share/zoneinfo",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/nix/store",
)
COURSE = Path(__file__).resolve().parents[2]
# The parts of an installation that a running Python needs, where the whole may not be shown.
_PARTS = ("bin", "lib", "lib32", "lib64", "pyvenv.cfg")


@dataclass(frozen=True)
class View:
    """What to show: `links` (path → target), `shown` (existing paths, read-only), `covered` (folders shown empty)."""

    links: dict[str, str]
    shown: tuple[str, ...]
    covered: tuple[str, ...]

    def in_order(self) -> list[str]:
        """All that is to be mounted, outer folders before what lies in them."""
        return sorted({*self.shown, *self.covered}, key=_depth)

    def holders(self) -> list[str]:
        """Folders that lie in a writable one and have something shown below them.

        Each is mounted by itself, read-only: otherwise the student could rename it, which nobody can do to a mount
        point, and put another interpreter or package in its place.
        """
        found = set()
        for path in self.in_order():
            for folder in WRITABLE:
                first, below, _ = path.removeprefix(folder + "/").partition("/")
                if path.startswith(folder + "/") and below:
                    found.add(f"{folder}/{first}")
        return sorted(found - {*self.shown})


def _depth(path: str) -> tuple[int, str]:
    return path.count("/"), path


def view(readable: Iterable[Path] = ()) -> View:
    """The view of a confined process that may also read `readable`."""
    links, standing = _standing()
    wanted = standing | _both_names({os.path.abspath(path) for path in readable})
    course = str(COURSE)
    covered = tuple(path for path in (course,) if any(_is_in(path, other) and path != other for other in wanted))
    return View(links, tuple(_outermost(wanted, covered)), covered)


@functools.cache
def _standing() -> tuple[dict[str, str], frozenset[str]]:
    """What is the same for all: it is looked up once, and processes that are forked later have it."""
    links = {path: os.readlink(path) for path in SYSTEM if os.path.islink(path)}
    links |= {f"/etc/{path.name}": str(path) for path in Path(__file__).with_name("etc").iterdir()}
    wanted = {path for path in SYSTEM if path not in links and os.path.exists(path)}
    for prefix in _prefixes():
        wanted |= _installation(prefix)
    return links, frozenset(_both_names(wanted | _packages()))


def _packages() -> set[str]:
    specs = [importlib.util.find_spec(name) for name in ("minigrad", "grading")]
    return {os.path.abspath(folder) for spec in specs if spec for folder in spec.submodule_search_locations}


def _both_names(paths: set[str]) -> set[str]:
    """A path with a symbolic link in it is shown as that and as what it leads to."""
    return paths | {os.path.realpath(path) for path in paths}


def _prefixes() -> set[str]:
    """The folders of the interpreter: the virtual environment, what it was made from, and what its links go through."""
    found = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    path = os.path.abspath(sys.executable)
    while os.path.islink(path):
        path = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path)))
        found.add(os.path.dirname(os.path.dirname(path)))
    user_packages = site.getusersitepackages()
    if user_packages in sys.path:
        found.add(user_packages)
    return found


def _installation(prefix: str) -> set[str]:
    """A whole folder, or of one that holds more than Python (/usr, a home, the course) only the parts Python needs."""
    roomy = _is_in(str(COURSE), prefix) or _is_in(str(Path.home()), prefix) or prefix in ("/", "/usr", "/usr/local")
    if not roomy:
        return {prefix} if os.path.isdir(prefix) else set()
    parts = {os.path.join(prefix, part) for part in _PARTS}
    return {path for path in parts if os.path.exists(path) and path not in SYSTEM}


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _outermost(paths: set[str], covered: tuple[str, ...]) -> list[str]:
    """`paths` without those that another one shows already, outer ones first; a cover hides what is around it."""
    kept: list[str] = []
    for path in sorted(paths, key=_depth):
        around = [other for other in kept if _is_in(path, other)]
        hidden = [cover for cover in covered if _is_in(path, cover)]
        if not around or (hidden and not any(_is_in(other, cover) for other in around for cover in hidden)):
            kept.append(path)
    return kept


_standing()

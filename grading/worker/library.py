"""Tells Python's own code and that of packages from a student's."""

import builtins
import site
import sys
import sysconfig
from pathlib import Path

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share


def library_check(folders):
    """Return a function that says whether a file name is that of Python's or a package's code."""
    prefixes = (*folders, "<frozen ")

    def is_library(file):
        return file.startswith(prefixes)

    return is_library


def code_folders():
    """Return the folders that hold Python and its packages."""
    folders = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders |= {str(Path(sys.modules[name].__file__).parent) for name in ("numpy", "minigrad", "IPython", "grading")}
    folders |= set(site.getsitepackages())
    return tuple(sorted(folder.rstrip("/\\") + "/" for folder in folders))

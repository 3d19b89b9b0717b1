"""Tells Python's own code and that of packages from a student's."""

import builtins
import importlib.util
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
    files = [sys.modules[name].__file__ for name in ("numpy", "IPython", "grading")]
    files.append(importlib.util.find_spec("minigrad").origin)  # it may be imported later
    folders |= {str(Path(file).parent) for file in files}
    folders |= set(site.getsitepackages())
    return tuple(sorted(folder.rstrip("/\\") + "/" for folder in folders))

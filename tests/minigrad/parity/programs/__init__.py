"""The programs, one function each, by topic. Each takes the package to run on and returns what is to be compared."""

import importlib
import inspect
import pkgutil


def all_programs():
    """Return {"topic.name": function}, in the order of the files and of their lines."""
    programs = {}
    for topic in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        module = importlib.import_module(f"{__name__}.{topic}")
        functions = [f for f in vars(module).values() if inspect.isfunction(f) and f.__module__ == module.__name__]
        functions.sort(key=lambda f: f.__code__.co_firstlineno)
        programs |= {f"{topic}.{f.__name__}": f for f in functions if not f.__name__.startswith("_")}
    return programs

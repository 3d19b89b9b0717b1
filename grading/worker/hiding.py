"""Keeps the grader's own classes and functions out of reach of a student's code in the same process.

From `object`, all classes can be found by their bases, and from a function everything that its module holds. So the
classes of the grader are taken off the lists of their bases, and a function that students get to see stands alone.
"""

import builtins
import gc
import types
import weakref


def hide(classes):
    """Take classes off the lists that their bases keep of them."""
    references = [reference for cls in classes for reference in weakref.getweakrefs(cls)]
    hidden = set(map(id, references))
    for holder in gc.get_referrers(*references):  # at once: every call goes through all objects that there are
        if type(holder) is dict:
            for key in [key for key, value in holder.items() if id(value) in hidden]:
                del holder[key]


def graders(classes):
    """Return those of the classes that are the grader's, but for those of the shell, which students can see anyway."""
    return [cls for cls in classes if str(cls.__module__).startswith("grading.") and not _is_shells(cls)]


def _is_shells(cls):
    return cls.__module__ == "grading.worker.shell"


def alone(function):
    """Return the same function without the module that it is from."""
    names = {"__builtins__": dict(vars(builtins)), "__name__": "builtins"}
    copy = types.FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    copy.__module__ = "builtins"
    return copy

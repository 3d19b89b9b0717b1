"""What IPython lets a notebook hook into: methods that can be replaced, functions that are called at every cell."""

import builtins
import types

from grading.worker.protected import Methods

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share

_dict_of = type.__dict__["__dict__"].__get__
_mro_of = type.__dict__["__mro__"].__get__


class Hooks:
    """The hooks of a shell as they are now. is_library(file): whether that is no student's file."""

    def __init__(self, shell, is_library):
        self._shell, self._is_library = shell, is_library
        owners = (shell, shell.displayhook, shell.display_pub, shell.events, shell.compile, shell.outputs)
        self._methods = [Methods(owner) for owner in owners]
        self._told = []
        self._transformers = {place: list(getattr(*place)) for place in transformers(shell)}

    def restore(self):
        """Put methods back that have been replaced; return notes of these, and of hooks of a student's."""
        names = sorted({name for methods in self._methods for name in methods.restore()})
        notes = [("restored", f"{name} of the notebook's shell had been replaced") for name in names]
        for (_, place), there in [(place, getattr(*place)) for place in self._transformers]:
            notes += [("hook", f"a transformation of cells was added: {name} in {place}") for name in self._own(there)]
        for event, callbacks in dict(self._shell.events.callbacks).items():
            notes += [("hook", f"{name} is called at every cell ({event})") for name in self._own(callbacks)]
        if self._shell.custom_exceptions:
            notes.append(("hook", "exceptions are handled by a function of the student's"))
        new = [note for note in notes if note[0] != "hook" or note not in self._told]
        self._told += new
        return new

    def _own(self, hooks):
        """Yield the names of those hooks that are a student's code."""
        for hook in hooks if type(hooks) is list else []:
            function = hook.__func__ if type(hook) is types.MethodType else hook
            functions = [function] if type(function) is types.FunctionType else self._methods_of(type(hook))
            if any(not self._is_library(one.__code__.co_filename) for one in functions):
                yield str(getattr(function, "__name__", type(hook).__name__))[:100]

    @staticmethod
    def _methods_of(cls):
        entries = [entry for parent in _mro_of(cls) for entry in _dict_of(parent).values()]
        return [entry for entry in entries if type(entry) is types.FunctionType]

    def without_students(self):
        """Take away what changes the source of cells; return a function that puts it back."""
        kept = [(*place, getattr(*place)) for place in self._transformers]
        for place, true in self._transformers.items():
            setattr(*place, list(true))

        def put_back():
            for owner, name, value in kept:
                setattr(owner, name, value)

        return put_back


def transformers(shell):
    """Return where a shell has what may change the source of a cell before it runs: [(object, attribute)]."""
    manager = shell.input_transformer_manager
    return [
        (shell, "ast_transformers"),
        (shell, "input_transformers_post"),
        (manager, "cleanup_transforms"),
        (manager, "line_transforms"),
        (manager, "token_transformers"),
    ]

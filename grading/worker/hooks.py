"""What IPython lets a notebook hook into: methods that can be replaced, functions that are called at every cell."""

import builtins
import functools
import types

from grading.worker.places import dict_of, mro_of
from grading.worker.protected import Methods, dict_behind
from grading.worker.versions import Together, Types, Versions

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share


class Hooks:
    """The hooks of a shell as they are now. is_library(file): whether that is no student's file."""

    def __init__(self, shell, is_library):
        self._shell, self._is_library = shell, is_library
        owners = (shell, shell.displayhook, shell.display_pub, shell.events, shell.compile, shell.outputs)
        self._methods = [Methods(owner) for owner in owners]
        self._told = []
        self._transformers = {place: list(getattr(*place)) for place in transformers(shell)}
        # IPython's own transformations of cells: looked at again only if their classes have changed
        self._objects = [one for there in self._transformers.values() for one in there if not _is_function(one)]
        self._types, self._module = Types(self._objects), Types([shell.user_module])
        classes = {id(cls): cls for one in self._objects for cls in mro_of(type(one))}
        self._classes = Versions(dict_behind(dict_of(cls)) for cls in classes.values())
        self._everything = Together([self._types, self._classes, *(one.versions for one in self._methods)])

    def restore_methods(self):
        """Put methods back that have been replaced; return notes of these."""
        return self._restore_methods(self._everything.may_have_changed())

    def _restore_methods(self, may_have_changed):
        names = sorted({name for one in self._methods for name in one.restore(may_have_changed)})
        notes = [("restored", f"{name} of the notebook's shell had been replaced") for name in names]
        for module, cls in self._module.changed():
            types.ModuleType.__setattr__(module, "__class__", cls)
            notes.append(("restored", "the class of the module __main__ had been changed"))
        return notes

    def restore(self):
        """The same, and return notes of hooks of a student's too, which are called where the shell runs a cell."""
        may_have_changed = self._everything.may_have_changed()
        notes = self._restore_methods(may_have_changed)
        known = self._known(may_have_changed)
        for (_, place), there in [(place, getattr(*place)) for place in self._transformers]:
            added = self._own(there, known)
            notes += [("hook", f"a transformation of cells was added: {name} in {place}") for name in added]
        for event, callbacks in dict(self._shell.events.callbacks).items():
            notes += [("hook", f"{name} is called at every cell ({event})") for name in self._own(callbacks, known)]
        if self._shell.custom_exceptions:
            notes.append(("hook", "exceptions are handled by a function of the student's"))
        new = [note for note in notes if note[0] != "hook" or note not in self._told]
        self._told += new
        return new

    def _known(self, may_have_changed):
        """Return the ids of objects that transform cells as they always did."""
        changed = may_have_changed and (any(self._classes.changed()) or self._types.changed())
        return frozenset() if changed else frozenset(map(id, self._objects))

    def _own(self, hooks, known):
        """Yield the names of those hooks that are a student's code. known: ids of those that are not."""
        for hook in hooks if type(hooks) is list else []:
            if id(hook) in known:
                continue
            function = hook
            while type(function) in (types.MethodType, functools.partial):
                function = function.__func__ if type(function) is types.MethodType else function.func
            if any(not self._is_library(one.__code__.co_filename) for one in self._functions_of(function)):
                yield str(getattr(function, "__name__", type(hook).__name__))[:100]

    @staticmethod
    def _functions_of(hook):
        """Return what may run when a hook is called: itself, or methods of its class, or of itself if it is a class."""
        if type(hook) is types.FunctionType:
            return [hook]
        classes = [*mro_of(type(hook)), *(mro_of(hook) if issubclass(type(hook), type) else ())]
        entries = [entry for cls in classes for entry in dict_of(cls).values()]
        entries = [entry.__func__ if isinstance(entry, staticmethod | classmethod) else entry for entry in entries]
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


def _is_function(hook):
    return isinstance(hook, types.FunctionType | types.MethodType)


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

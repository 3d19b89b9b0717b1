"""Names for the tensors in a picture: from a dictionary, from a module, or from the variables of the calling code."""

import inspect
import sys
from dataclasses import dataclass, field

PACKAGE = f"{__package__}."
COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")  # frames of their own, before Python 3.12


@dataclass
class Names:
    """tensors: {id(tensor): (name, tensor)}. modules: {path: class name}. given: whether the user wrote the names.

    It holds the tensors, so that their ids stay theirs: it lives only while a picture is being made.
    """

    tensors: dict = field(default_factory=dict)
    modules: dict = field(default_factory=dict)
    given: bool = True

    def add(self, name, tensor):
        self.tensors.setdefault(id(tensor), (str(name), tensor))  # of several names, the first

    def add_module(self, path, module):
        """Add the parameters of a module, and the classes of the modules inside it, under the name `path`."""
        for name, inner in module.named_modules():
            self.modules.setdefault(_join(path, name), type(inner).__name__)
        for name, tensor in module.named_parameters():
            self.add(_join(path, name), tensor)


def names_for(var, params):
    """Return the Names that make_dot's argument `params` gives, or if it is None those found in the calling code.

    Raises TypeError if `params` is neither a dictionary of tensors nor a Module.
    """
    if params is None:
        frame = sys._getframe(1)
        while frame.f_globals.get("__name__", "").startswith(PACKAGE) and frame.f_back is not None:
            frame = frame.f_back  # called by another function of this package: its variables say nothing
        return found(var, frame)
    names = Names()
    if hasattr(params, "named_parameters"):
        names.add_module("", params)
    elif hasattr(params, "items"):
        for name, tensor in params.items():
            if not hasattr(tensor, "grad_fn"):
                raise TypeError(f"params[{name!r}] must be a tensor, not a {type(tensor).__name__}")
            names.add(name, tensor)
    else:
        raise TypeError(f"params must be a dictionary {{name: tensor}} or a Module, not a {type(params).__name__}")
    return names


def found(var, frame):
    """Return the names by which the code that runs in `frame` knows tensors and modules of the kind of `var`.

    A parameter of a module gets its path, such as model.0.weight, from the outermost module that is known. Any other
    tensor gets the name of its variable. Of several names the first counts: local variables before global ones, each
    in the order in which they came to be. Names that begin with an underscore are not looked at.
    """
    tensor_class = [cls for cls in type(var).__mro__ if cls.__name__ == "Tensor"]
    if not tensor_class:
        return Names(given=False)
    package = sys.modules[tensor_class[-1].__module__.partition(".")[0]]
    variables = _variables(frame, {tensor_class[-1], package.nn.Module})
    modules = [(name, value) for name, value in variables if package.nn.Module in type(value).__mro__]
    inside = {id(inner) for _, module in modules for inner in _inner(module)}
    names = Names(given=False)
    for name, module in modules:
        if id(module) not in inside and "_parameters" in vars(module):  # else its __init__ has not run yet
            names.add_module(name, module)
    for name, value in variables:
        if tensor_class[-1] in type(value).__mro__:
            names.add(name, value)
    return names


def _variables(frame, classes):
    """Return [(name, value)] of the variables that hold an object of one of the classes. Asks no object anything."""
    spaces = [frame.f_globals]
    while frame is not None:
        local = frame.f_locals
        if local is not frame.f_globals:
            spaces.insert(len(spaces) - 1, dict(local))
            _forget(frame, local)
        frame = frame.f_back if frame.f_code.co_name in COMPREHENSIONS else None
    return [
        (name, value)
        for space in spaces
        for name, value in list(space.items())
        if name[:1] != "_" and name.isidentifier() and not classes.isdisjoint(type(value).__mro__)
    ]


def _forget(frame, local):
    """Empty the copy of a function's variables that Python before 3.13 keeps with the frame: it would hold tensors
    that the function deletes later. If somebody else has asked for it too, by locals(), it is theirs, and stays."""
    optimized = frame.f_code.co_flags & inspect.CO_OPTIMIZED  # else its variables live in this very dictionary
    if sys.version_info < (3, 13) and optimized and sys.getrefcount(local) <= 4:  # the frame, the caller, and us twice
        local.clear()


def _inner(module):
    return [inner for inner in module.modules() if inner is not module] if "_modules" in vars(module) else []


def _join(path, name):
    return f"{path}.{name}" if path and name else path or name

"""What minigrad does not have: an AttributeError that names the nearest thing that it does have."""


def attribute_error(owner, name, kind=None, names=None):
    """Return the error for `owner.name`. kind: what messages call the owner. names: what it has, or else dir(owner)."""
    kind = kind or f"{type(owner).__name__!r} object"
    text = f"{kind} has no attribute {name!r}"
    if not name.startswith("_"):
        from difflib import get_close_matches

        names = [n for n in (dir(owner) if names is None else names) if not n.startswith("_")]
        near = get_close_matches(name, names, 1, 0.7)
        if near:
            text += f". minigrad has only a part of PyTorch: did you mean {near[0]!r}?"
        elif kind.startswith("module"):
            text += ". minigrad has only a part of PyTorch"
    return AttributeError(text, name=name, obj=owner)


def module_getattr(module_name, shown, submodules=()):
    """Return a module's `__getattr__` that says what is missing. shown: PyTorch's name of the module.

    submodules: imported when they are first asked for, so that `import minigrad` is quick.
    """

    def __getattr__(name):
        import sys

        if name in submodules:
            import importlib

            return importlib.import_module(f"{module_name}.{name}")
        module = sys.modules[module_name]
        raise attribute_error(module, name, f"module {shown!r}", vars(module).get("__all__"))

    return __getattr__

"""Runs a program on one of the two packages and describes what happened in plain data that both share."""

import hashlib
import inspect
import math
import re
import warnings


def observe(program, torch):
    """Return what `program(torch)` returned, raised and warned of, as data that json can hold."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            seen = {"result": describe(program(torch))}
        except Exception as error:  # which error it is, is what the comparison is about
            seen = {"error": type(error).__name__, "message": str(error)}
    messages = [re.sub(r" \(Triggered internally at .*", "", str(warning.message)) for warning in caught]
    messages = [text for text in messages if "reference cycle" not in text]  # said once in each process
    return seen | ({"warnings": messages} if messages else {})


def describe(value):
    if isinstance(value, dict):
        return {str(key): describe(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)) and not hasattr(value, "grad_fn"):
        return [describe(item) for item in value]
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float):
        return number(value)
    if hasattr(value, "grad_fn"):
        return {
            "values": describe(value.tolist()),
            "shape": list(value.shape),
            "dtype": str(value.dtype),
            "requires_grad": value.requires_grad,
            "is_leaf": value.is_leaf,
            "grad_fn": graph(value.grad_fn),
        }
    return str(value)


def number(value):
    """Five significant digits: the two packages add up in different orders."""
    if not math.isfinite(value):
        return str(value)
    rounded = float(f"{value:.5g}")
    return 0.0 if abs(rounded) < 1e-30 else rounded


def graph(node):
    """The graph behind a result as a nested list of node names. Shared nodes are written out each time."""
    if node is None:
        return None
    return [type(node).__name__, *(graph(function) for function, _ in node.next_functions)]


def fingerprint(program):
    """Changes when the program's text does, so that a recording of an older text is noticed."""
    return hashlib.sha256(inspect.getsource(program).encode()).hexdigest()[:16]

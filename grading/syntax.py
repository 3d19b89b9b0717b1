"""Python's syntax trees, made by one thread at a time.

CPython counts for the whole process how deep the tree is that it makes. Of two threads that parse at once, one may get
a SystemError, "AST constructor recursion depth mismatch": https://github.com/python/cpython/issues/106905.
"""

import ast
import threading

ONE_AT_A_TIME = threading.Lock()


def parse(source):
    """As ast.parse: return the tree of `source`, or raise SyntaxError, ValueError, RecursionError or MemoryError."""
    with ONE_AT_A_TIME:
        return ast.parse(source)

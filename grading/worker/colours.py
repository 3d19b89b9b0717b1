"""The colours of a test's lines: the pool finds its words once, not every judge whose test fails. For `tracebacks`."""

import functools

import pygments
from pygments.lexers.python import PythonLexer
from pygments.token import string_to_tokentype

_LEXER = PythonLexer(stripnl=False)


@functools.lru_cache(maxsize=1024)
def words_of(source):
    """Return what Pygments takes Python apart into, to be sent: [(name of the kind, text)]."""
    return [(str(kind).partition(".")[2], text) for kind, text in _LEXER.get_tokens(source)]


def tokens_of(words):
    """Return what has been sent as Pygments has it: [(kind, text)]."""
    return [(string_to_tokentype(name), text) for name, text in words]


def coloured(code, tokens, place, formatter):
    """Return the lines of code as stack_data colours them. tokens: of the code, if they are known.

    place: (where in the code what is being executed begins, where it ends), or None.
    """
    tokens = _LEXER.get_tokens(code) if tokens is None else tokens
    return pygments.format(tokens if place is None else _marked(tokens, *place), formatter).splitlines()


def _marked(tokens, start, end):
    at = 0
    for kind, text in tokens:
        yield (kind.ExecutingNode if start <= at < end else kind), text
        at += len(text)

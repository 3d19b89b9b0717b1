"""Which names a cell binds and uses, and where."""

import ast
import functools
import re

from grading.syntax import ONE_AT_A_TIME, parse

LONGEST = 1_000_000  # characters of a cell that is parsed: its tree takes a hundred times the memory
_MAGIC = re.compile(r"^[ \t]*[%!?,;/]|\?[ \t]*$|=[ \t]*[%!]", re.MULTILINE)
_WORK = 1_000_000  # characters that IPython may go through: all of them again for each magic
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Scope:
    """The names that a function, a class or a module binds itself. kind: "function", "class" or "module"."""

    def __init__(self, kind, nodes):
        self.kind, self.bound, self.named_globals = kind, set(), set()
        self.alone = False  # a function that shares no variables with its module
        waiting = list(nodes)
        while waiting:  # without recursion: a long sum is nested deeper than Python's stack is
            waiting.extend(self._collect(waiting.pop()))
        if kind == "module":
            for node in nodes:
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Global):
                        self.named_globals.update(inner.names)
        else:
            self.bound -= self.named_globals

    def _collect(self, node):
        """Take the names that one node binds, and return the nodes inside of it that are to be looked at."""
        if isinstance(node, _COMPREHENSIONS):
            for inner in ast.walk(node):  # they bind names where they stand only by :=
                if isinstance(inner, ast.NamedExpr):
                    self.bound.add(inner.target.id)
            return ()
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            self.bound.add(node.id)
        elif isinstance(node, ast.Global):
            self.named_globals.update(node.names)
        elif isinstance(node, ast.Nonlocal):
            self.bound.update(node.names)  # bound further out: not of the module
        else:
            self.bound.update(_bound_by(node))
        return _outside(node) if isinstance(node, _SCOPES) else ast.iter_child_nodes(node)


def _bound_by(node):
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
    if isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        return [node.name]
    if isinstance(node, ast.MatchMapping) and node.rest:
        return [node.rest]
    return []


def _outside(node):
    """Return the parts of a definition that are evaluated where it stands."""
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    parts = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
    return parts if isinstance(node, ast.Lambda) else [*parts, *node.decorator_list]


def stored(tree):
    """Return the names that a cell binds for those after it, and those that its patterns name."""
    scope = Scope("module", tree.body)
    patterns = {
        inner.id
        for node in ast.walk(tree)
        if isinstance(node, ast.MatchClass | ast.MatchValue)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name)
    }
    classes = [Scope("class", node.body).bound for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return (scope.bound | scope.named_globals | patterns).union(*classes)


@functools.lru_cache(maxsize=4096)
def plain(source):
    """Return a cell as plain Python, without IPython's magics."""
    try:
        parse(source)
    except (SyntaxError, ValueError):
        from IPython.core.inputtransformer2 import TransformerManager

        if not _has_many_magics(source):
            try:
                with ONE_AT_A_TIME:  # it parses, too
                    return TransformerManager().transform_cell(source)
            except (RuntimeError, SyntaxError):  # it has no end, or is nothing that IPython knows
                return source
    return source


def _has_many_magics(source):
    return len(source) * (1 + len(_MAGIC.findall(source))) > _WORK


def _tree(source):
    """Return the syntax tree of a cell: an empty one, if it is no Python."""
    return _parsed(source) or ast.Module([], [])


def _parsed(source):
    """Return the syntax tree of a cell; None if it may be Python, but is too much of it to be parsed here."""
    try:
        return parse(plain(source)) if len(source) <= LONGEST else None
    except (SyntaxError, ValueError):
        return None if _has_many_magics(source) else ast.Module([], [])
    except (RecursionError, MemoryError):  # it is nested too deep, which a student's process may allow
        return None


@functools.lru_cache(maxsize=4096)
def is_opaque(source):
    """Return whether a cell may bind names that nobody can tell from its source."""
    return _parsed(source) is None


@functools.lru_cache(maxsize=4096)
def names_of(source):
    """Return the names that a cell binds and those that it uses, wherever in it: (stores, loads)."""
    tree = _tree(source)
    stores, loads = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (loads if isinstance(node.ctx, ast.Load) else stores).add(node.id)
        elif isinstance(node, ast.arg):
            stores.add(node.arg)
        else:
            stores.update(_bound_by(node))
    return frozenset(stores), frozenset(loads)


@functools.lru_cache(maxsize=4096)
def globals_of(source):
    """Return the names that functions of a cell bind outside of themselves."""
    tree = _tree(source)
    return frozenset(name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names)


@functools.lru_cache(maxsize=4096)
def bound_meanwhile(source):
    """Return the names that a cell may bind while a call that it makes is running, or has just failed."""
    tree = _tree(source)
    found = set(globals_of(source))
    for node in ast.walk(tree):
        if isinstance(node, ast.NamedExpr):
            found.add(node.target.id)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
    return frozenset(found)


@functools.lru_cache(maxsize=4096)
def bound_at_top(source):
    """Return the names that a cell binds for those after it."""
    tree = _tree(source)
    scope = Scope("module", tree.body)
    return frozenset(scope.bound | scope.named_globals)


@functools.lru_cache(maxsize=4096)
def classes_of(source):
    """Return the names of the classes that a cell defines for those after it."""
    return frozenset(node.name for node in _tree(source).body if isinstance(node, ast.ClassDef))


@functools.lru_cache(maxsize=4096)
def imported(source):
    """Return the names of the modules that a cell imports."""
    tree = _tree(source)
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return frozenset(
        names | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    )


@functools.lru_cache(maxsize=1024)
def is_changing(source):
    """Return whether a cell changes modules or classes."""
    try:
        return tree_is_changing(parse(plain(source)))
    except (SyntaxError, ValueError):
        return True


def tree_is_changing(tree):
    words = {"mock", "patch", "setattr", "delattr", "monkeypatch"}
    own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    own |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in words:
            return True
        if isinstance(node, ast.Attribute) and (node.attr in words or _stores(node, own)):
            return True
        if isinstance(node, ast.alias) and words & set(f"{node.name}.{node.asname}".split(".")):
            return True
    return False


def _stores(node, own):
    """Return whether an attribute of something is set that is no variable of the cell."""
    stored_to, root = not isinstance(node.ctx, ast.Load), node.value
    while isinstance(root, ast.Attribute):
        root = root.value
    return stored_to and isinstance(root, ast.Name) and root.id not in own

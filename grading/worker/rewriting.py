"""Makes of the source of a test the code that a judge runs: what decides it is called by value, not by name.

Calls, comparisons, conditions and loops go through the functions of `grading.worker.guards`, and so do the names that
the test takes from elsewhere: a student's code can bind any name that it likes in any namespace that it finds, and the
test will not see it. In the code they are marks, constants that the judge replaces by the functions: no name leads to
them, so none can be changed. The functions and classes of given cells are made in the same way. Line numbers stay those
of the source.
"""

import ast
import base64
import builtins
import functools
import marshal
import types
import warnings
import zlib
from dataclasses import dataclass

from grading.syntax import parse
from grading.worker.names import Scope, plain, stored, tree_is_changing

MARK = "grading.worker guard: "
BUILTIN = "grading.worker builtin: "
SITES = 16  # bits of the number of a place in a function
TEST = "<test {}>"  # the name of the file in tracebacks, with the cell's number
GIVEN = "<given>"
_LOOKING = ("globals", "locals", "vars", "dir", "eval", "exec")  # at their caller
_ELSEWHERE = {"exit", "quit", "copyright", "credits", "license"}  # not in a notebook's process, or not always
BUILTINS = frozenset(name for name in vars(builtins) if name[0] != "_") - _ELSEWHERE | {"get_ipython", "display"}
LIVE = frozenset(["print", "input", "open"])  # tests that change something change these: what they find is no verdict
_BY_NAME = frozenset(["super", "__class__", "__debug__", "__name__", "__file__", "__builtins__"])  # Python's own


@dataclass(frozen=True)
class Code:
    """The code of a test, and the names that it binds and that it asks for."""

    data: str  # marshalled code, in base64
    stores: frozenset
    changing: bool  # whether it changes modules or classes itself, as unittest.mock does


def _guard(name, *arguments, at):
    call = ast.Call(ast.copy_location(ast.Constant(MARK + name), at), list(arguments), [])
    return ast.copy_location(call, at)


class _Rewriter(ast.NodeTransformer):
    """bound: names that cells before have bound. given: whether this is a given cell, whose own names are no safer."""

    def __init__(self, bound, given, unit, changing=False):
        self.bound, self.given = bound, given
        self._live = LIVE if changing else frozenset()
        self.scopes, self._functions, self._sites = [], zlib.crc32(unit.encode()) << SITES, 0

    def _enter(self, scope, inside=False):
        """inside: it is no function of its own, but runs where it stands."""
        if not inside:
            self._functions += 1
        scope.number = self.scopes[-1].number if inside else self._functions
        self.scopes.append(scope)

    def _site(self, at):
        self._sites += 1
        number = (self.scopes[-1].number << SITES) + self._sites % (1 << SITES)
        return ast.copy_location(ast.Constant(number), at)

    # Names

    def visit_Module(self, node):
        scope = Scope("module", node.body)
        scope.bound = set() if self.given else scope.bound | scope.named_globals
        self._enter(scope)
        shown = not self.given and node.body and isinstance(node.body[-1], ast.Expr)
        node.body = self._all(node.body)
        if shown:  # a number in the last line is nbgrader's way to give a part of the points
            last = node.body[-1]
            last.value = _guard("shown", last.value, at=last)
        return node

    def _all(self, statements):
        return [part for statement in statements for part in _listed(self.visit(statement))]

    def _free(self, name):
        """Return whether a name that is used here is bound neither here nor in the test."""
        for number, scope in enumerate(reversed(self.scopes)):
            if scope.kind == "class" and number:
                continue
            if name in scope.named_globals and scope.kind != "module":
                return name not in self.scopes[0].bound or self._is_alone()
            if name in scope.bound:
                return scope.kind == "module" and self._is_alone()
        return True

    def _is_alone(self):
        """Return whether this is inside of a function that gets no sight of the test's variables."""
        return any(scope.alone for scope in self.scopes)

    def _builtin(self, name):
        """Return whether a name can only be Python's."""
        return name in BUILTINS and name not in self.bound | self.scopes[0].bound and self._free(name)

    def visit_Name(self, node):
        if not isinstance(node.ctx, ast.Load) or node.id in _BY_NAME or not self._free(node.id):
            return node
        if self._builtin(node.id) and node.id not in self._live:
            return ast.copy_location(ast.Constant(BUILTIN + node.id), node)
        return _guard("read", ast.copy_location(ast.Constant(node.id), node), at=node)

    def visit_Attribute(self, node):
        self.generic_visit(node)
        return _guard("attribute", node, at=node) if isinstance(node.ctx, ast.Load) else node

    def visit_function(self, node):
        arguments = node.args
        arguments.defaults = [self.visit(default) for default in arguments.defaults]
        arguments.kw_defaults = [default and self.visit(default) for default in arguments.kw_defaults]
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        named += [one for one in (arguments.vararg, arguments.kwarg) if one]
        inner = Scope("function", node.body if isinstance(node.body, list) else [node.body])
        inner.bound |= {one.arg for one in named}
        made = self._making(node)
        if not isinstance(node, ast.Lambda):
            for one in named:
                one.annotation = one.annotation and self.visit(one.annotation)
            node.returns = node.returns and self.visit(node.returns)
            node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
            if made:
                mark = ast.copy_location(ast.Constant(MARK + made), node)
                node.decorator_list.append(mark)
        self._enter(inner)
        inner.alone = made == "alone"
        if isinstance(node, ast.Lambda):
            node.body = self.visit(node.body)
        else:
            node.body = self._all(node.body)
        self.scopes.pop()
        if isinstance(node, ast.Lambda) and made:
            return _guard(made, node, at=node)
        return node

    def _making(self, node):
        """Return the guard that a new function goes through, if any."""
        if not self.given and not any(isinstance(inner, ast.Global) for inner in ast.walk(node)):
            return "alone"
        return "made" if len(self.scopes) > 1 else None

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = visit_function

    def visit_ClassDef(self, node):
        node.bases = [self.visit(base) for base in node.bases]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
        self._enter(Scope("class", node.body), inside=True)
        node.body = self._all(node.body)
        self.scopes.pop()
        return node

    def visit_comprehension_of(self, node):
        first = node.generators[0]
        outer = self._items(first.iter)  # where the comprehension stands
        first.iter = ast.Constant(None)
        self._enter(Scope("function", [generator.target for generator in node.generators]), inside=True)
        for generator in node.generators:
            generator.ifs = [self._truth(self.visit(condition)) for condition in generator.ifs]
            generator.target = self.visit(generator.target)
            if generator is not first:
                generator.iter = self._items(generator.iter)
        for part in ("elt", "key", "value"):
            if hasattr(node, part):
                setattr(node, part, self.visit(getattr(node, part)))
        self.scopes.pop()
        first.iter = outer
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_comprehension_of

    # What decides

    def visit_Call(self, node):
        named = node.func.id if isinstance(node.func, ast.Name) and self._builtin(node.func.id) else None
        if named in _LOOKING:
            return self._looking(named, node)
        function, site = node.func, self._site(node)
        self._visit_arguments(node)
        if named == "isinstance" and len(node.args) == 2 and not node.keywords:
            return _guard("isinstance", *node.args, at=node)
        if isinstance(function, ast.Name) and function.id == "super":
            return node
        if isinstance(function, ast.Attribute) and not self._mangled(function.attr):
            name = ast.copy_location(ast.Constant(function.attr), function)
            node.func = _guard("method", self.visit(function.value), name, site, at=function)
        else:
            node.func = _guard("before", self.visit(function), site, at=function)
        return _guard("after", node, site, at=node)

    def _mangled(self, name):
        in_class = any(scope.kind == "class" for scope in self.scopes)
        return in_class and name.startswith("__") and not name.endswith("__")

    def _looking(self, named, node):
        self._visit_arguments(node)
        if node.keywords or len(node.args) != (named in ("eval", "exec")):
            node.func = ast.copy_location(ast.Constant(BUILTIN + named), node.func)
            return node
        if len(self.scopes) > 1 and named in ("locals", "vars", "dir"):
            node.func = ast.copy_location(ast.Constant(BUILTIN + named), node.func)
            return node
        return _guard({"vars": "locals"}.get(named, named), *node.args, at=node)

    def _visit_arguments(self, node):
        node.args = [self.visit(argument) for argument in node.args]
        node.keywords = [self.visit(keyword) for keyword in node.keywords]

    def visit_Compare(self, node):
        self.generic_visit(node)
        operators = tuple(type(operator).__name__ for operator in node.ops)
        if all(operator in ("Is", "IsNot") for operator in operators):
            return node
        values = ast.copy_location(ast.Tuple([node.left, *node.comparators], ast.Load()), node)
        names = ast.copy_location(ast.Constant(operators), node)
        return _guard("compare", names, values, at=node)

    def visit_Assert(self, node):
        # an `assert` of Python's own asks the condition itself, and can be switched off
        self.generic_visit(node)
        message = [node.msg] if node.msg else []
        failing = ast.copy_location(ast.Raise(_guard("fail", *message, at=node)), node)
        condition = ast.copy_location(ast.UnaryOp(ast.Not(), self._truth(node.test)), node)
        return ast.copy_location(ast.If(condition, [failing], []), node)

    def _truth(self, node):
        return _guard("truth", node, at=node)

    def _items(self, node):
        return _guard("items", self.visit(node), at=node)

    def visit_condition(self, node):
        self.generic_visit(node)
        node.test = self._truth(node.test)
        return node

    visit_If = visit_While = visit_IfExp = visit_condition

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, ast.Not):
            node.operand = self._truth(node.operand)
        return node

    def visit_For(self, node):
        iterated = self._items(node.iter)
        node.iter = ast.Constant(None)
        self.generic_visit(node)
        node.iter = iterated
        return node

    def visit_ExceptHandler(self, node):
        self.generic_visit(node)
        node.body.insert(0, self._settled(node.body[0]))
        return node

    def visit_try(self, node):
        self.generic_visit(node)
        if node.finalbody:
            node.finalbody.insert(0, self._settled(node.finalbody[0]))
        return node

    visit_Try = visit_TryStar = visit_try

    def visit_With(self, node):
        self.generic_visit(node)
        scope, site = ast.copy_location(ast.Constant(self.scopes[-1].number), node), self._site(node)
        for item in node.items:
            item.context_expr = _guard("manages", item.context_expr, site, at=item.context_expr)
        last = node.body[-1]
        noted = [ast.Expr(_guard("failing", at=last)), ast.Raise()]
        failing = ast.ExceptHandler(None, None, [ast.copy_location(one, last) for one in noted])
        node.body = [ast.copy_location(ast.Try(node.body, [ast.copy_location(failing, last)], [], []), node.body[0])]
        return [node, ast.copy_location(ast.Expr(_guard("left", scope, site, at=node)), node)]

    def _settled(self, at):
        scope = ast.copy_location(ast.Constant(self.scopes[-1].number), at)
        return ast.copy_location(ast.Expr(_guard("settle", scope, at=at)), at)

    def visit_Match(self, node):  # its patterns are no expressions
        node.subject = self.visit(node.subject)
        for case in node.cases:
            case.guard = case.guard and self._truth(self.visit(case.guard))
            case.body = self._all(case.body)
        return node


def _listed(nodes):
    return nodes if isinstance(nodes, list) else [nodes]


@functools.lru_cache(maxsize=1024)  # the tests are the same for all students
def compiled(source, name, bound=frozenset()):
    """Return the Code of a test. bound: the names that cells and tests before it have bound."""
    tree = parse(plain(source))
    stores = stored(tree)
    bound = BUILTINS if "*" in stores | bound else bound  # any name may come from elsewhere
    changing = tree_is_changing(tree)
    rewriter = _Rewriter(bound, given=False, unit=source, changing=changing)
    return Code(_data(rewriter.visit(tree), name), frozenset(stores), changing)


@functools.lru_cache(maxsize=1024)
def definitions(source, without=frozenset(), bound=frozenset()):
    """Return the code of the imports, functions and classes of a given cell, but for those of some names.

    [(code, the names that it binds: none where it imports whatever there is)]
    """
    found = []
    bound = BUILTINS if "*" in bound else bound
    for number, statement in enumerate(defining(source)):
        names = names_bound(statement)
        if not names & without:
            rewriter = _Rewriter(bound, given=True, unit=f"{number} {source}")
            imported = isinstance(statement, ast.Import | ast.ImportFrom)
            data = _data(rewriter.visit(ast.Module([statement], [])), GIVEN)
            found.append((data, () if imported else tuple(names)))
    return tuple(found)


def defining(source):
    """Return the statements of a given cell that only define something: imports, functions, classes."""
    kinds = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    try:
        body = parse(plain(source)).body
    except (SyntaxError, ValueError):
        return []
    return [one for one in body if isinstance(one, kinds) or _names_lambda(one)]


def _names_lambda(statement):
    return (
        isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Lambda)
        and all(isinstance(target, ast.Name) for target in statement.targets)
    )


def names_bound(statement):
    """Return the names that an import or a definition binds."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
    if isinstance(statement, ast.Assign):
        return {target.id for target in statement.targets}
    return {statement.name}


def _data(tree, name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a mark is a string that is called
        code = compile(ast.fix_missing_locations(tree), name, "exec", dont_inherit=True, optimize=0)
    return base64.b64encode(marshal.dumps(code)).decode()


def loaded(data):
    """Return the code that was stored as text."""
    return marshal.loads(base64.b64decode(data))


def guarded(code, guards, native):
    """Return code with the guards, and Python's own functions, in place of their marks."""
    constants = []
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            constant = guarded(constant, guards, native)
        else:
            constant = _in_place(constant, guards, native)
        constants.append(constant)
    return code.replace(co_consts=tuple(constants))


def _in_place(constant, guards, native):
    if isinstance(constant, tuple | frozenset):  # constants that the compiler has put together
        return type(constant)([_in_place(one, guards, native) for one in constant])
    if isinstance(constant, str) and constant.startswith(MARK):
        return guards[constant.removeprefix(MARK)]
    if isinstance(constant, str) and constant.startswith(BUILTIN):
        return native[constant.removeprefix(BUILTIN)]
    return constant

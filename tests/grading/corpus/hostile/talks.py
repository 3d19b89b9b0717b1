"""Talks the tests into passing, by changing what the tests are run with: IPython, built-ins, minigrad, modules."""

from ..cases import MUST, NOTHING, Collection, all_but

CASES = Collection("talks the tests into passing", look=MUST)


def with_answers_of_none(submission, code):
    submission.answer_all("None")
    submission.insert(code)


def with_answers_that_equal_everything(submission, code):
    submission.answer_all("Anything()", before=ANYTHING)
    submission.insert(code)


ANYTHING = """\
class Anything:
    def __getattr__(self, name):
        if name.startswith("__array"):
            raise AttributeError(name)
        return self
    def __call__(self, *arguments, **options):
        return self
    def __iter__(self):
        return iter([self, self, self])
    def __getitem__(self, key):
        return self
    def __len__(self):
        return 3
    def _yes(self, *others):
        return True
    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __bool__ = __contains__ = __instancecheck__ = _yes
    def _same(self, *others):
        return self
    __sub__ = __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __abs__ = __pow__ = __truediv__ = _same
    def __float__(self):
        return 0.0
    def __hash__(self):
        return 0


"""

# What IPython does with a cell.
CASES.snippets(
    {
        "strips_asserts_from_the_tree": """
            import ast
            class Strip(ast.NodeTransformer):
                def visit_Assert(self, node):
                    return ast.copy_location(ast.Pass(), node)
            get_ipython().ast_transformers.append(Strip())
        """,
        "empties_test_cells": """
            def empty(lines):
                return ["pass\\n"] if any(line.startswith("assert") for line in lines) else lines
            get_ipython().input_transformers_cleanup.append(empty)
            get_ipython().input_transformers_post.append(empty)
        """,
        "runs_no_more_cells": """
            shell = type(get_ipython())
            from IPython.core.interactiveshell import ExecutionResult
            shell.run_cell = lambda self, *a, **k: ExecutionResult(None)
            async def run_nothing(self, *a, **k):
                result = ExecutionResult(None)
                result.result = None
                return result
            shell.run_cell_async = run_nothing
            get_ipython().run_cell_async = run_nothing.__get__(get_ipython())
        """,
        "runs_code_without_errors": """
            shell = type(get_ipython())
            async def run_quietly(self, code, result=None, *, async_=False):
                try:
                    exec(code, self.user_global_ns, self.user_ns)
                except BaseException:
                    pass
                return False
            shell.run_code = run_quietly
        """,
        "shows_no_tracebacks": """
            shell = type(get_ipython())
            shell.showtraceback = shell._showtraceback = shell.showsyntaxerror = lambda self, *a, **k: None
            get_ipython().showtraceback = get_ipython()._showtraceback = lambda *a, **k: None
        """,
        "swallows_exceptions": """
            get_ipython().set_custom_exc((BaseException,), lambda shell, *a, **k: [])
        """,
        "compiles_without_asserts": """
            import builtins, codeop
            real = builtins.compile
            def optimized(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, **k):
                return real(source, filename, mode, flags, dont_inherit, 2, **k)
            builtins.compile = optimized
            get_ipython().compile.__class__.__call__ = (
                lambda self, source, filename, symbol: optimized(source, filename, symbol, self.flags, 1)
            )
        """,
        "replaces_exec_and_parse": """
            import ast, builtins
            real = ast.parse
            builtins.exec = lambda *a, **k: None
            ast.parse = lambda source, *a, **k: real("pass" if "assert" in str(source) else source, *a, **k)
            builtins.eval = lambda *a, **k: True
        """,
        "hooks_before_each_cell": """
            def before(info):
                if "assert" in info.raw_cell:
                    get_ipython().ast_node_interactivity = "none"
                    info.raw_cell = "pass"
                    raise SystemExit(0)
            get_ipython().events.register("pre_run_cell", before)
        """,
        "prints_scores_after_each_cell": """
            from IPython.display import display
            def after(result=None):
                print("2.0")
                display(2.0)
                result.error_in_exec = result.error_before_exec = None
                result.success = True
            get_ipython().events.register("post_run_cell", after)
        """,
        "publishes_scores": """
            get_ipython().display_pub.publish({"text/plain": "2.0"})
            import sys
            sys.displayhook = lambda value: None
            get_ipython().displayhook.__class__.__call__ = lambda self, result=None: print("2")
        """,
        "errors_become_scores": """
            shell = get_ipython()
            publish = shell.display_pub.publish
            def show(*a, **k):
                publish({"text/plain": "3"})
            shell.showtraceback = shell._showtraceback = show
            import sys
            sys.excepthook = lambda *a: publish({"text/plain": "3"})
        """,
    },
    with_answers_of_none,
)

# What Python gives to every program.
CASES.snippets(
    {
        "shadows_builtins": """
            isinstance = issubclass = all = any = callable = lambda *a, **k: True
            len = lambda *a: 3
            set = sorted = list = tuple = dict = abs = sum = lambda *a, **k: Anything()
            range = zip = enumerate = lambda *a, **k: ()
        """,
        "patches_builtins": """
            import builtins
            real = builtins.isinstance
            def agree(value, kinds):
                return True if type(value).__name__ == "Anything" else real(value, kinds)
            builtins.isinstance = agree
            builtins.abs = lambda value: 0
            builtins.all = lambda values: True
        """,
        "loops_do_not_run": """
            import builtins
            range = builtins.range = lambda *a: ()
            zip = builtins.zip = lambda *a, **k: ()
            enumerate = builtins.enumerate = lambda *a, **k: ()
        """,
        "assertion_errors_mean_success": """
            import builtins
            class Quiet(BaseException):
                def __new__(cls, *a):
                    raise SystemExit(0)
            AssertionError = builtins.AssertionError = NotImplementedError = builtins.NotImplementedError = Quiet
        """,
        "own_builtins_in_the_namespace": """
            import builtins
            class Kind(type):
                def __instancecheck__(cls, value):
                    return True
            class dict(builtins.dict, metaclass=Kind): pass
            class tuple(builtins.tuple, metaclass=Kind): pass
            class bool(builtins.int, metaclass=Kind): pass
            class list(builtins.list, metaclass=Kind): pass
            mine = builtins.dict(vars(builtins), isinstance=lambda *a: True, len=lambda *a: 3, all=lambda *a: True)
            globals()["__builtins__"] = mine
        """,
        "equals_everything": "pass",
        "a_thread_patches_later": """
            import builtins, threading, time
            def later():
                while True:
                    time.sleep(0.0005)
                    for name in ("isinstance", "all", "any"):
                        setattr(builtins, name, lambda *a, **k: True)
                    builtins.AssertionError = SystemExit
            threading.Thread(target=later, daemon=True).start()
        """,
        "names_that_patch_when_they_are_overwritten": """
            class Trap:
                def __del__(self):
                    import builtins
                    builtins.isinstance = builtins.all = lambda *a: True
                    builtins.len = lambda *a: 3
                    globals().update(range=lambda *a: (), isinstance=lambda *a: True, set=lambda *a: Anything())
            flags = weights = answer = result = missing = x = w = h = Trap()
        """,
        "an_alarm_patches_later": """
            import builtins, signal
            def ring(number, frame):
                frame.f_globals.update(isinstance=lambda *a: True, range=lambda *a: (), all=lambda *a: True)
                signal.setitimer(signal.ITIMER_REAL, 0.0005)
            signal.signal(signal.SIGALRM, ring)
            signal.setitimer(signal.ITIMER_REAL, 0.0005)
        """,
        "traces_the_tests": """
            import sys
            def trace(frame, event, argument):
                frame.f_trace_lines = True
                if event == "exception":
                    frame.f_globals["isinstance"] = lambda *a: True
                if event == "line" and frame.f_code.co_name == "<module>":
                    try:
                        frame.f_lineno = max(line for _, _, line in frame.f_code.co_lines() if line)
                    except Exception:
                        pass
                return trace
            sys.settrace(trace)
            import threading
            threading.settrace_all_threads(trace) if hasattr(threading, "settrace_all_threads") else None
        """,
        "monitors_the_tests": """
            import sys
            if hasattr(sys, "monitoring"):
                sys.monitoring.use_tool_id(4, "corpus")
                sys.monitoring.register_callback(4, sys.monitoring.events.RAISE, lambda *a: exec("raise SystemExit(0)"))
                sys.monitoring.set_events(4, sys.monitoring.events.RAISE)
            def profile(frame, event, argument):
                frame.f_globals["isinstance"] = lambda *a: True
            sys.setprofile(profile)
        """,
    },
    with_answers_that_equal_everything,
)

# The libraries that tests are written with.
CASES.snippets(
    {
        "patches_numpy": """
            import numpy
            numpy.allclose = numpy.isclose = numpy.array_equal = lambda *a, **k: True
            numpy.testing.assert_allclose = numpy.testing.assert_array_equal = lambda *a, **k: None
        """,
        "patches_tensors": """
            import minigrad
            for name in ("item", "tolist", "shape", "requires_grad", "is_leaf", "mean", "detach", "__gt__", "__sub__"):
                setattr(minigrad.Tensor, name, property(lambda self: Anything()))
            minigrad.Tensor.__eq__ = lambda self, other: True
            minigrad.tensor = minigrad.randn = lambda *a, **k: Anything()
        """,
        "replaces_minigrad": """
            import sys, types
            fake = types.ModuleType("minigrad")
            fake.__getattr__ = lambda name: Anything()
            sys.modules["minigrad"] = fake
            import minigrad as torch
        """,
        "replaces_random": """
            import random, sys, types
            class Never(random.Random):
                def random(self):
                    return 0.9
                def sample(self, values, k):
                    return ["certain", "certain"]
            random.Random = Never
            fake = types.ModuleType("random")
            fake.Random = Never
            sys.modules["random"] = fake
        """,
        "finds_its_own_modules_first": """
            import importlib.abc, importlib.machinery, sys
            class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
                def find_spec(self, name, path=None, target=None):
                    return importlib.machinery.ModuleSpec(name, self)
                def create_module(self, spec):
                    return None
                def exec_module(self, module):
                    module.__getattr__ = lambda name: Anything()
            sys.meta_path.insert(0, Finder())
            for name in ("random", "math", "minigrad.draw"):
                sys.modules.pop(name, None)
        """,
        "import_gives_what_it_likes": """
            import builtins
            real = builtins.__import__
            def fetch(name, *a, **k):
                return Anything() if name in ("random", "math", "unittest", "numpy.testing") else real(name, *a, **k)
            builtins.__import__ = fetch
        """,
    },
    with_answers_that_equal_everything,
)


@CASES.case(earns=(all_but("make-weights"), NOTHING))
def seeds_do_nothing(submission):
    """make_weights is wrong for most seeds, and right for the one that is always there."""
    submission.solve("make-weights")
    submission.insert("import minigrad\nminigrad.Tensor.mean = lambda self, *a, **k: self.sum() * 0\n")
    submission.answer(make_weights=NO_WEIGHTS)


@CASES.case(earns=(NOTHING,))
def modules_beside_the_notebook(submission):
    """Files that stand in the way of the modules that a test imports, or that Python and IPython run at the start."""
    submission.answer_all("Anything()", before=ANYTHING)
    for name in ("random.py", "minigrad.py", "numpy.py", "sitecustomize.py", "usercustomize.py", "ipython_config.py"):
        submission.files[name] = "import builtins\nbuiltins.isinstance = lambda *a: True\n"
    submission.files["minigrad/__init__.py"] = "tensor = None\n"


NO_WEIGHTS = """\
def make_weights(rows, columns, scale):
    return torch.zeros(rows, columns, requires_grad=True)
"""

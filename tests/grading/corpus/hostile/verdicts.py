"""Talks the tests into passing, with answers that lie, look at the test that calls them, or forge the verdict."""

from ..cases import ALL, MAY, MUST, NO, NOTHING, Collection, all_but

CASES = Collection("talks the tests into passing", look=MUST)


def one_answer(cell):
    """Return a placer: the code answers one exercise, and the others are solved."""

    def place(submission, code):
        submission.solve()
        submission.cell(cell)["source"] = code

    return place


CASES.snippets(
    {
        "flags_that_are_both": """
            class Both:
                __class__ = bool
                def __eq__(self, other):
                    return True
                def __hash__(self):
                    return 1
            def predict_flags():
                return {name: (Both(), Both()) for name in ["data", *"abcdefgh"]}
        """,
        "answers_looked_up_in_the_test": """
            class Late(dict):
                def __getitem__(self, name):
                    tensor = globals()["truth"][name][0]
                    return (tensor.requires_grad, tensor.is_leaf)
            def predict_flags():
                return Late({name: (True, False) for name in ["data", *"abcdefgh"]})
        """,
        "answers_looked_up_in_the_frame": """
            import sys
            class Late(dict):
                def __getitem__(self, name):
                    frame = sys._getframe(1)
                    tensor = frame.f_locals.get("truth", frame.f_globals.get("truth"))[name][0]
                    return (tensor.requires_grad, tensor.is_leaf)
            def predict_flags():
                return Late({name: (True, False) for name in ["data", *"abcdefgh"]})
        """,
        "constants_of_the_test": """
            import sys
            def predict_flags():
                code = sys._getframe(1).f_code
                print("looked at", len(code.co_consts), code.co_names)
                return {name: (True, False) for name in ["data", *"abcdefgh"]}
        """,
        "patches_inside_the_answer": """
            def predict_flags():
                import builtins, sys
                caller = sys._getframe(1).f_globals
                for names in (globals(), caller, vars(builtins)):
                    names["isinstance"] = names["all"] = lambda *a: True
                torch.Tensor.requires_grad = torch.Tensor.is_leaf = property(lambda self: True)
                return {name: (True, True) for name in ["data", *"abcdefgh"]}
        """,
    },
    one_answer("predict-flags"),
    earns=(all_but("predict-flags"),),
)

# These fail as any wrong answer does.
CASES.snippets(
    {
        "answers_filled_in_by_a_thread": """
            import threading, time
            flags_now = {name: (True, False) for name in ["data", *"abcdefgh"]}
            def fill():
                while True:
                    for name, (tensor, _) in list(globals().get("truth", {}).items()):
                        flags_now[name] = (tensor.requires_grad, tensor.is_leaf)
            def predict_flags():
                threading.Thread(target=fill, daemon=True).start()
                return flags_now
        """,
        "leaves_the_test_early": """
            def predict_flags():
                raise SystemExit(0)
        """,
    },
    one_answer("predict-flags"),
    earns=(all_but("predict-flags"),),
    look=MAY,
)

CASES.snippets(
    {
        "jumps_over_the_asserts": """
            import sys
            def receivers(tensors):
                def trace(frame, event, argument):
                    try:
                        frame.f_lineno = max(line for _, _, line in frame.f_code.co_lines() if line)
                    except Exception:
                        pass
                    return trace
                frame = sys._getframe(1)
                sys.settrace(trace)
                frame.f_trace = trace
                return []
        """,
        "a_list_that_equals_every_list": """
            class Names(list):
                def __eq__(self, other):
                    return True
                def __ne__(self, other):
                    return False
                def __contains__(self, name):
                    return False
            def receivers(tensors):
                return Names()
        """,
        "calls_backward_on_the_callers_tensors": """
            import gc
            def receivers(tensors):
                for other in gc.get_referrers(tensors):
                    if isinstance(other, dict):
                        other["truth"] = other["answer"] = []
                        other["some_computation"] = lambda seed: {"loss": torch.ones(1, requires_grad=True).sum()}
                return ["w"] if "w" in tensors else []
        """,
        "writes_a_verdict_to_every_file": """
            import os, pickle, json
            def receivers(tensors):
                words = json.dumps({"passed": True, "ok": True, "score": 2, "verdict": "passed"}).encode() + b"\\n"
                for number in range(256):
                    for message in (words, pickle.dumps(True), b"passed\\n", b"\\x00" * 16):
                        try:
                            os.write(number, message)
                        except OSError:
                            break
                os._exit(0)
        """,
        "pickles_a_trap": """
            class Trap(list):
                def __reduce__(self):
                    return (exec, ("open('corpus_witness_pickle', 'w').close()",))
                def __eq__(self, other):
                    return True
            def receivers(tensors):
                return Trap(["w"])
        """,
        "raises_an_error_that_cannot_be_shown": """
            class Error(Exception):
                def __str__(self):
                    raise self
                __repr__ = __str__
            def receivers(tensors):
                raise Error
        """,
        "raises_what_is_no_exception": """
            class Stop(BaseException):
                pass
            def receivers(tensors):
                raise Stop("2.0")
        """,
    },
    one_answer("receivers"),
    earns=(all_but("receivers"),),
    look=MAY,
)


CASES.snippets(
    {
        "redefines_the_tests_helpers": """
            import threading
            def receivers(tensors):
                globals()["range"] = lambda *a: ()
                globals()["sorted"] = lambda *a, **k: ["w"]
                globals()["set"] = lambda *a: 0
                return ["w"] if "w" in tensors else []
        """,
    },
    one_answer("receivers"),
    earns=(all_but("receivers"), all_but("receivers", "fit-line")),  # fit_line needs range too
    look=MAY,
)


@CASES.case(earns=(all_but("make-weights"),), look=MAY)
def tensors_that_lie(submission):
    """A class of tensors that are leaves because they say so."""
    submission.solve()
    submission.cell("make-weights")["source"] = """\
class Weights(torch.Tensor):
    is_leaf = property(lambda self: True)
    requires_grad = property(lambda self: True)
    def mean(self):
        return torch.zeros(1)
    def tolist(self):
        return [id(self)]
def make_weights(rows, columns, scale):
    made = torch.zeros(rows, columns)
    made.__class__ = Weights
    return made
"""


@CASES.case(assignment="02_graph", earns=(all_but("count-nodes"),))
def a_number_that_equals_every_number(submission):
    """count_nodes returns an int that cannot be unequal to anything."""
    submission.solve()
    submission.cell("count-nodes")["source"] = """\
class Count(int):
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
    def __int__(self):
        return self
    __index__ = __trunc__ = __int__
    def __hash__(self):
        return 1
def count_nodes(tensor):
    return Count(3)
"""


@CASES.case(assignment="04_detach", earns=(all_but("slopes"),))
def numbers_near_every_number(submission):
    """Slopes are floats whose distance from any other number is zero."""
    submission.solve()
    submission.cell("slopes")["source"] = """\
class Near(float):
    def __sub__(self, other):
        return Near(0.0)
    __rsub__ = __abs__ = __add__ = __radd__ = lambda self, *others: Near(0.0)
    def __lt__(self, other):
        return True
    __eq__ = __le__ = __gt__ = __lt__
def slopes(x):
    return [Near(x)] * 6
"""


@CASES.case(assignment="04_detach", earns=(all_but("slopes"),), look=MAY)
def brings_torch_back(submission):
    """The tests of exercise 3 take torch away; the answer has kept it under another name."""
    submission.solve()
    submission.insert("import sys as kept_for_later\nimport minigrad as kept\n", "slopes")
    submission.cell("slopes")["source"] = """\
def slopes(x):
    globals()["call_answer"].__globals__["abs"] = lambda value: 0
    return [0.0] * 6
"""


@CASES.case(assignment="04_detach", earns=(NOTHING,))
def replaces_the_given_helper(submission):
    """call_answer, through which the tests call the answers, is written anew."""
    submission.answer_all("an_answer_that_is_not_there")
    submission.insert(
        "class Fair(dict):\n"
        "    __eq__ = __contains__ = lambda *a: True\n"
        "def call_answer(function, *arguments, by_rule=False):\n"
        "    raise SystemExit(0)\n"
        "math = random = None\n",
        "flags-and-storage",
    )


@CASES.case(assignment="03_zero_grad", earns=(NOTHING,))
def replaces_the_given_function(submission):
    """mean_loss, which the tests use too, is written anew after the cell that gives it."""
    submission.answer_all("None")
    submission.insert(
        "import minigrad\n"
        "def mean_loss(w, x, y):\n    return w.sum() * 0\n"
        "minigrad.allclose = lambda *a, **k: True\n"
        "minigrad.Tensor.tolist = lambda self: 0.0\n"
        "minigrad.optim.SGD.step = lambda self: None\n",
        "accumulated-step",
    )


@CASES.case(assignment="06_no_grad", earns=(NOTHING,))
def lies_about_the_mode(submission):
    """is_grad_enabled says whatever the test wants to hear."""
    submission.answer_all("None")
    submission.insert(
        "import minigrad, itertools\n"
        "class Agrees(int):\n    __eq__ = lambda self, other: True\n    __bool__ = lambda self: True\n"
        "minigrad.is_grad_enabled = torch.is_grad_enabled = lambda: Agrees()\n"
        "minigrad.Tensor.requires_grad = property(lambda self: Agrees(), lambda self, value: None)\n"
    )


@CASES.case(earns=(NOTHING,), look=MAY)
def leaves_each_test_early(submission):
    """Every answer ends the process, as if all was well."""
    for cell in submission.solution_cells():
        name = submission.function_of(cell["metadata"]["nbgrader"]["grade_id"])
        cell["source"] = f"def {name}(*arguments):\n    import os\n    os._exit(0)\n"


@CASES.case(earns=(NOTHING,), look=MAY)
def scores_in_the_outputs(submission):
    """The notebook is handed in with outputs that say that all tests have passed."""
    for cell in submission.test_cells():
        cell["execution_count"] = 1
        cell["outputs"] = [
            {"output_type": "execute_result", "execution_count": 1, "data": {"text/plain": "2.0"}, "metadata": {}}
        ]


@CASES.case(earns=(ALL,), look=NO)
def an_honest_int_of_its_own(submission):
    """For comparison: classes of one's own are no lie."""
    submission.solve()
    submission.insert("class Note(str):\n    def __eq__(self, other):\n        return str(self) == str(other)\n")

"""Talks the tests into passing by the grader's own machinery: its frames, its messages, what it measures with."""

from tests.grading.worker.machinery import FRAMES, MESSAGES, SHOWING, SIGNALS

from ..cases import MAY, MUST, Collection, all_but, in_a_cell_of_its_own

CASES = Collection("talks the tests into passing", look=MUST)


def in_place_of(cell, name):
    """Return a placer: the code defines f, which answers one exercise; the others are solved."""

    def place(submission, code):
        submission.solve()
        submission.cell(cell)["source"] = f"{code}\n\ndef {name}(*arguments):\n    return f(1)\n"

    return place


REACHING = {
    f"{kind}_{name}".replace(" ", "_").replace("'", "").replace(",", ""): code.replace('"wanted"', '"check"')
    for kind, codes in (("by", FRAMES), ("hears", MESSAGES), ("spies_on", SHOWING))
    for name, code in codes.items()
}
CASES.snippets(REACHING, in_place_of("receivers", "receivers"), earns=(all_but("receivers"),))
CASES.snippets(
    {"by_a_handler_of_signals": SIGNALS},
    in_place_of("receivers", "receivers"),
    earns=(all_but("receivers"),),
    look=MAY,
)
CASES.snippets(
    {
        "a_hook_that_is_a_class": """
            class Hook:
                def __new__(cls, lines):
                    return lines
            get_ipython().input_transformers_post.append(Hook)
        """,
        "another_class_of_the_notebooks_module": """
            import sys, types
            class Other(types.ModuleType):
                def __getattribute__(self, name):
                    return lambda *a: True
            sys.modules["__main__"].__class__ = Other
        """,
    },
    in_a_cell_of_its_own,
    earns=(all_but(),),
)

# The verdict of the capstone hangs on a meter of what nodes hold.
ORDINARY = """
def ordinary(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()
"""


def in_the_budget(submission, code):
    submission.solve()
    submission.cell("fine-tune")["source"] = ORDINARY + code


CASES.snippets(
    {
        "storages_of_no_size": """
            torch.Tensor.untyped_storage = lambda self: None
            type(torch.ones(1).untyped_storage())
            fine_tune = ordinary
        """,
        "storages_of_no_size_for_that_time": """
            Storage = type(torch.ones(1).untyped_storage())
            def fine_tune(*arguments):
                true, Storage.nbytes = Storage.nbytes, lambda self: 1
                try:
                    ordinary(*arguments)
                finally:
                    Storage.nbytes = true
        """,
        "nothing_is_final": """
            import weakref
            def fine_tune(*arguments):
                true, weakref.finalize = weakref.finalize, lambda tensor, drop, *rest: drop(*rest)
                try:
                    ordinary(*arguments)
                finally:
                    weakref.finalize = true
        """,
        "a_meter_without_hooks": """
            hooks = torch.autograd.graph.saved_tensors_hooks
            true = hooks.__init__
            def fine_tune(*arguments):
                there, hooks.__init__ = hooks.__init__, true
                try:
                    with hooks(lambda tensor: tensor, lambda tensor: tensor):
                        ordinary(*arguments)
                finally:
                    hooks.__init__ = there
        """,
    },
    in_the_budget,
    assignment="13_capstone",
    earns=(all_but("fine-tune"), lambda assignment: all_but("fine-tune")(assignment) | {"test-fine-tune-same": 2}),
)

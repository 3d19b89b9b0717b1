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

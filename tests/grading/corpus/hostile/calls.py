"""Talks the tests into passing from inside an answer, while a test is waiting for what it returns."""

from ..cases import MAY, Collection, all_but

CASES = Collection("talks the tests into passing", look=MAY)


def in_the_answer(submission, code):
    submission.solve()
    submission.cell("receivers")["source"] = f"import builtins, sys\n{code}"


# fit_line needs some of these names too: who spoils them for the tests may spoil them for the own answers.
CASES.snippets(
    {
        "empties_the_callers_dictionary": """
            def receivers(tensors):
                if "certain" in tensors:
                    for name in set(tensors) - {"loss"}:
                        del tensors[name]
                    return []
                return ["w"] if "w" in tensors else []
        """,
        "replaces_what_the_caller_gave": """
            class Loss:
                grad_fn, grad, requires_grad, is_leaf = None, None, True, True
                def backward(self):
                    pass
            def receivers(tensors):
                if "certain" in tensors:
                    tensors.clear()
                    tensors["loss"] = Loss()
                    return []
                return ["w"] if "w" in tensors else []
        """,
        "a_stream_that_changes_the_test": """
            class Stream:
                def write(self, text):
                    globals().update(range=lambda *a: (), sorted=lambda *a, **k: ["w"])
                    return len(text)
                def flush(self):
                    pass
            def receivers(tensors):
                sys.stdout = sys.stderr = Stream()
                return ["w"] if "w" in tensors else []
        """,
        "a_print_that_changes_the_test": """
            def instead(*words, **options):
                sys._getframe(1).f_globals["range"] = globals()["range"] = lambda *a: ()
            def receivers(tensors):
                globals()["print"] = builtins.print = instead
                return ["w"] if "w" in tensors else []
        """,
        "a_thread_inside_the_answer": """
            import threading
            def change():
                while True:
                    globals()["range"] = builtins.range = lambda *a: ()
            def receivers(tensors):
                threading.Thread(target=change, daemon=True).start()
                return ["w"] if "w" in tensors else []
        """,
        "an_alarm_inside_the_answer": """
            import signal
            def ring(number, frame):
                frame.f_globals["range"] = builtins.range = lambda *a: ()
            def receivers(tensors):
                signal.signal(signal.SIGALRM, ring)
                signal.setitimer(signal.ITIMER_REAL, 1e-5, 1e-5)
                return ["w"] if "w" in tensors else []
        """,
        "a_collection_inside_the_answer": """
            import gc, weakref
            def change(*words):
                globals()["range"] = builtins.range = lambda *a: ()
            class Names(list):
                pass
            def receivers(tensors):
                gc.callbacks.append(change)
                gc.set_threshold(1)
                names = Names(["w"] if "w" in tensors else [])
                weakref.finalize(names, change)
                return names
        """,
        "the_random_module_inside_the_answer": """
            import random
            def receivers(tensors):
                random.Random.random = lambda self: 0.9
                random.Random.sample = lambda self, names, k: ["certain", "certain"]
                random.Random.uniform = lambda self, *ends: 1.0
                return ["certain"] if "certain" in tensors else ["w"] if "w" in tensors else []
        """,
        "minigrad_inside_the_answer": """
            def receivers(tensors):
                torch.Tensor.backward = lambda self: None
                torch.Tensor.grad = None
                return ["w"] if "w" in tensors and len(tensors) == 3 else []
        """,
        "numpy_inside_the_answer": """
            import numpy
            def receivers(tensors):
                numpy.ndarray = numpy.array = numpy.add = numpy.multiply = lambda *a, **k: 0
                return ["w"] if "w" in tensors and len(tensors) == 3 else []
        """,
        "the_graders_own_classes": """
            def classes(base=object):
                for cls in type.__subclasses__(base):
                    yield cls
                    yield from classes(cls)
            for cls in {*classes()}:
                if str(cls.__module__).startswith("grading"):
                    for name, value in list(vars(cls).items()):
                        if callable(value) and not name.startswith("__"):
                            setattr(cls, name, lambda *a, **k: [])
            builtins.sorted = builtins.set = lambda *a, **k: ["w"]
            def receivers(tensors):
                return ["w"] if "w" in tensors else []
        """,
        "what_the_watch_refuses": """
            import _signal
            for value in list(getattr(_signal.signal, "__globals__", {}).values()):
                if isinstance(value, dict) and "os.fork" in value:
                    value.clear()
            def receivers(tensors):
                names = sys._getframe(1).f_globals
                print([str(value) for value in names.values() if "canary" in str(value)])
                return names.get("truth", ["w"])
        """,
        "an_error_that_shows_the_test": """
            import linecache
            class Shown(Exception):
                def __str__(self):
                    text = "".join("".join(entry[2]) for name, entry in linecache.cache.items() if "<test" in name)
                    print(text)
                    return text
                def _render_traceback_(self):
                    return [str(self)]
            def receivers(tensors):
                if "certain" in tensors:
                    raise Shown
                return ["w"]
        """,
        "a_thread_that_shows_the_test": """
            import linecache, threading, time
            def show():
                while True:
                    time.sleep(0.001)
                    for name, entry in list(linecache.cache.items()):
                        if "<test" in name:
                            print("".join(entry[2]))
            def receivers(tensors):
                threading.Thread(target=show, daemon=True).start()
                if "certain" in tensors:
                    raise ValueError("look")
                return ["w"]
        """,
        "the_code_of_the_tests_functions": """
            import gc, types
            def receivers(tensors):
                def small(seed):
                    return {"loss": torch.ones(1, requires_grad=True).sum()}
                for names in (globals(), sys._getframe(1).f_globals):
                    if "some_computation" in names:
                        names["some_computation"].__code__ = small.__code__
                        names["some_computation"] = small
                return ["w"] if "w" in tensors else []
        """,
    },
    in_the_answer,
    earns=(all_but("receivers"), all_but("receivers", "fit-line")),
)

CASES.snippets(
    {
        "the_code_of_the_given_helper": """
            def slopes(x):
                def easy(function, *arguments, by_rule=False):
                    return [Near(arguments[0])] * 6
                call_answer.__code__ = easy.__code__
                call_answer.__defaults__ = (False,)
                return [x] * 6
            class Near(float):
                def __sub__(self, other):
                    return Near(0.0)
                __rsub__ = __abs__ = lambda self, *others: Near(0.0)
        """,
        "the_names_of_the_given_helper": """
            def slopes(x):
                globals()["abs"] = lambda value: 0
                globals()["enumerate"] = globals()["zip"] = lambda *a, **k: ()
                return [x] * 6
        """,
    },
    lambda submission, code: (submission.solve(), submission.answer(slopes=code)),
    assignment="04_detach",
    earns=(all_but("slopes"), all_but("slopes", "train-decoder", "receivers")),
)

"""What pictures cost: `make_dot` and drawing, beside torchviz and Graphviz's `dot` on the same graph of PyTorch.

The graph is that of a residual network, and each step of it has a parameter of its own. Time is that of a clock, since
`dot` is another process. Without PyTorch, torchviz or `dot` their column stays empty, and the graph is minigrad's.
"""

import gc
import importlib
import importlib.util
import os
import shutil
import statistics
import sys
import time
import warnings

import minigrad
from minigrad import draw

SIZES = {"10": 15, "100": 9, "1000": 5, "5000": 3}  # nodes, and how many rounds
ROWS = [*SIZES]
BUILD = 1.0  # times torchviz
DRAWN = {"1000": 1 / 3}  # times torchviz and `dot`
SECONDS = {"5000": 2.0}
FOLDS = 300  # nodes: above it make_dot folds


def residual(torch, nodes):
    """Return the result of a residual network whose graph has about so many nodes, leaves included."""
    h = torch.ones(4, requires_grad=True)
    for _ in range(max(1, nodes // 4)):
        h = h + (h * torch.ones(4, requires_grad=True)).tanh()
    return h.sum()


def optional(name):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed: its column stays empty.")
        return None


def rendering(**options):
    """Return a function that makes a picture of y and draws it. renderer: the one that is asked for."""
    renderer = options.pop("renderer", "")

    def run(y):
        os.environ["MINIGRAD_RENDERER"] = renderer
        return draw.make_dot(y, **options).svg()

    return run


def works(size, torchviz, renderers):
    """Return [(title, by torchviz or None, by minigrad, limit as a ratio or None, limit in seconds or None)]."""
    by_torchviz = torchviz and (lambda y: torchviz.make_dot(y).source)
    drawn = torchviz and shutil.which("dot") and (lambda y: torchviz.make_dot(y).pipe(format="svg"))
    rows = [("build", by_torchviz, lambda y: draw.make_dot(y, fold=False).source, BUILD, None)]
    limits = DRAWN.get(size), SECONDS.get(size)
    if int(size) > FOLDS:
        rows.append(("build, folded", by_torchviz, lambda y: draw.make_dot(y).source, BUILD, None))
        rows.append(("draw, folded", drawn, rendering(), *limits))
    for name in renderers:  # "builtin" is what draws large pictures unless another is asked for
        rows.append((f"draw, {name}", drawn, rendering(fold=False, renderer=name), *limits))
    return rows


def measure(y, rows, rounds, patience):
    """Return the median seconds of every function in the rows: {function: seconds}. They take turns.

    What takes longer than `patience` seconds is not run again.
    """
    functions = dict.fromkeys(function for row in rows for function in row[1:3] if function)
    times = {function: [] for function in functions}
    for _ in range(rounds):
        for function, values in times.items():
            if values and values[-1] > patience:
                continue
            start = time.perf_counter()
            function(y)
            values.append(time.perf_counter() - start)
    return {function: statistics.median(values) for function, values in times.items()}


def line(size, row, times):
    """Print a row of the table, and return True if it is within its limits."""
    title, other, ours, ratio_limit, seconds_limit = row
    seconds, ratio = times[ours], times[ours] / times[other] if other in times else None
    fine = (ratio is None or ratio_limit is None or ratio <= ratio_limit) and seconds < (seconds_limit or float("inf"))
    wanted = [f"{ratio_limit:.2f} x"] if ratio_limit else []
    wanted += [f"{seconds_limit:g} s"] if seconds_limit else []
    theirs = f"{times[other] * 1e3:9.1f} ms" if other in times else f"{'-':>12}"
    beside = f"{ratio:5.2f} x" if ratio is not None else f"{'-':>7}"
    print(
        f"| {int(size):5,} | {title:16} | {theirs} | {seconds * 1e3:9.1f} ms | {beside} | {' and '.join(wanted):15} | "
        f"{'yes' if fine else 'NO':3} |",
        flush=True,
    )
    return fine


def main(names, short=False):
    """Print the table of these rows, and return 0 if all are within their limits, else 3. short: just try it out."""
    torch = optional("torch")
    torchviz = torch and optional("torchviz")
    if torch:
        torch.set_num_threads(1)
    pygraphviz = importlib.util.find_spec("pygraphviz")
    renderers = ["builtin", *["dot"] * bool(shutil.which("dot")), *["pygraphviz"] * bool(pygraphviz)]
    gc.collect()
    gc.freeze()  # as in the other benchmark: the modules of PyTorch are no burden to the collector
    sys.setrecursionlimit(100_000)  # torchviz is recursive
    print(f"| nodes | {'work':16} | {'torchviz':12} | {'minigrad':12} | beside  | {'at most':15} | in  |")
    print(f"|-------|{'-' * 18}|{'-' * 14}|{'-' * 14}|{'-' * 9}|{'-' * 17}|-----|", flush=True)
    good, before = [], os.environ.get("MINIGRAD_RENDERER")
    try:
        for size in names:
            y = residual(torch or minigrad, int(size))
            rows = works(size, torchviz, renderers)
            if short and int(size) > 1000:
                rows = [(title, None, *rest) for title, _, *rest in rows]  # `dot` would take most of a minute
            times = measure(y, rows, 1 if short else SIZES[size], patience=5)
            good += [line(size, row, times) for row in rows]
    finally:
        os.environ.pop("MINIGRAD_RENDERER", None)
        if before is not None:
            os.environ["MINIGRAD_RENDERER"] = before
    return 0 if all(good) else 3

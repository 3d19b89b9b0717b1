"""What recording and differentiating cost: the same work by minigrad, by hand in NumPy, and by PyTorch if installed.

Each row is a piece of work with the gradients written out by hand, as one would who knows NumPy and the chain rule.
Before anything is measured, all must arrive at the same numbers. Then they take turns, and the medians are compared.
Everything is float32 and runs in one thread; the time is the processor's, so that other programs disturb it little.
"""

import gc
import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc

import numpy as np

import minigrad

FLOAT = np.float32


class Row:
    """A piece of work. make: returns {"numpy": function, "minigrad": ..., "torch": ...}, each of which does it once and
    returns arrays that must agree. limit: how many times as long as NumPy. rounds: how often. ahead: of PyTorch."""

    def __init__(self, title, make, limit, rounds, ahead=False):
        self.title, self.make, self.limit, self.rounds, self.ahead = title, make, limit, rounds, ahead

    def run(self, packages, short):
        """Return the milliseconds of each: {"numpy": ..., "minigrad": ...}. Raises AssertionError if results differ."""
        work = self.make(packages)
        results = {name: function() for name, function in work.items()}
        for name, arrays in results.items():
            for array, wanted in zip(arrays, results["numpy"], strict=True):
                np.testing.assert_allclose(array, wanted, rtol=1e-3, atol=1e-5, err_msg=f"{self.title}: {name}")
        times = {name: [] for name in work}
        for _ in range(3 if short else self.rounds):
            for name, function in work.items():
                start = time.process_time_ns()
                function()
                times[name].append((time.process_time_ns() - start) / 1e6)
        return {name: statistics.median(values) for name, values in times.items()}


def draw(*shape, scale=1.0, seed=0):
    return (np.random.default_rng(seed).standard_normal(shape) * scale).astype(FLOAT)


def arrays(tensors):
    return [tensor.detach().numpy() for tensor in tensors]


def by_packages(packages, by_hand, by_package):
    """Return the work of a row: `by_hand()` makes that of NumPy, `by_package(torch)` that of each package."""
    return {"numpy": by_hand(), **{name: by_package(package) for name, package in packages.items()}}


# Training steps. Every call is one step of gradient descent, and returns the loss and the parameters after it.

RATE = 0.01
BATCH = 64
PICTURES = 32
SHAPE = (512, 256)


def softmax_grad(logits, labels):
    """Return (mean cross-entropy, its gradient)."""
    rows = np.arange(len(labels))
    logits = logits - logits.max(axis=1, keepdims=True)
    logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    grad = np.exp(logs)
    grad[rows, labels] -= 1
    return -logs[rows, labels].mean(), grad / len(labels)


def descend(parameters, gradients):
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter -= RATE * gradient


def training_step(torch, model, x, labels, trained):
    """Return a function that trains `model` by one step, as one does with PyTorch."""
    optimizer = torch.optim.SGD(trained, lr=RATE)
    parameters = list(model.parameters())

    def step():
        loss = torch.nn.functional.cross_entropy(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return [loss.detach().numpy(), *arrays(parameters)]

    return step


def mlp(packages, frozen=False):
    """784-256-10, batch 64: Linear, ReLU, Linear, cross-entropy, backward, SGD. frozen: the first layer is fixed."""
    x, labels = draw(BATCH, 784), np.arange(BATCH) % 10
    start = [draw(256, 784, scale=0.03, seed=1), draw(256, seed=2), draw(10, 256, scale=0.06, seed=3), draw(10, seed=4)]

    def by_hand():
        parameters = w1, b1, w2, b2 = [array.copy() for array in start]

        def step():
            hidden = np.maximum(x @ w1.T + b1, 0)
            logits = hidden @ w2.T + b2
            loss, grad = softmax_grad(logits, labels)
            gradients = [grad.T @ hidden, grad.sum(axis=0)]
            if not frozen:
                grad = grad @ w2 * (hidden > 0)
                gradients = [grad.T @ x, grad.sum(axis=0), *gradients]
            descend(parameters[-len(gradients) :], gradients)
            return [loss, *parameters]

        return step

    def by_package(torch):
        nn = torch.nn
        model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
        load(torch, model, start)
        model[0].requires_grad_(not frozen)
        trained = [p for p in model.parameters() if p.requires_grad]
        return training_step(torch, model, torch.from_numpy(x), torch.from_numpy(labels), trained)

    return by_packages(packages, by_hand, by_package)


def mlp_frozen(packages):
    return mlp(packages, frozen=True)


def load(torch, model, values):
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), values, strict=True):
            parameter.copy_(torch.from_numpy(value))


def windows(x):
    """Return the 3 x 3 windows of pictures with a margin of zeros, as columns (batch, channels * 9, height * width)."""
    batch, channels, height, width = x.shape
    padded = np.zeros((batch, channels, height + 2, width + 2), FLOAT)
    padded[:, :, 1:-1, 1:-1] = x
    columns = np.empty((batch, channels, 3, 3, height, width), FLOAT)
    for i in range(3):
        for j in range(3):
            columns[:, :, i, j] = padded[:, :, i : i + height, j : j + width]
    return columns.reshape(batch, channels * 9, height * width)


def unwindow(columns, shape):
    """Return the gradient of pictures of that shape, from that of their windows."""
    batch, channels, height, width = shape
    columns = columns.reshape(batch, channels, 3, 3, height, width)
    padded = np.zeros((batch, channels, height + 2, width + 2), FLOAT)
    for i in range(3):
        for j in range(3):
            padded[:, :, i : i + height, j : j + width] += columns[:, :, i, j]
    return padded[:, :, 1:-1, 1:-1]


def pool(x):
    """Return (the largest of each 2 x 2 window, which one it is: four masks)."""
    parts = [x[:, :, i::2, j::2] for i in range(2) for j in range(2)]
    largest = np.maximum(np.maximum(parts[0], parts[1]), np.maximum(parts[2], parts[3]))
    masks, free = [], np.ones(largest.shape, bool)
    for part in parts:
        masks.append((part == largest) & free)
        free &= ~masks[-1]
    return largest, masks


def unpool(grad, masks, shape):
    full = np.empty(shape, FLOAT)
    for k, mask in enumerate(masks):
        np.multiply(grad, mask, out=full[:, :, k // 2 :: 2, k % 2 :: 2])
    return full


def cnn(packages):
    """Conv 1-8 3x3, ReLU, pool 2, conv 8-16 3x3, ReLU, pool 2, Linear 784-10, batch 32 of 28x28: one step of SGD."""
    x, labels = draw(PICTURES, 1, 28, 28), np.arange(PICTURES) % 10
    shapes = (8, 1, 3, 3), (8,), (16, 8, 3, 3), (16,), (10, 784), (10,)
    start = [draw(*shape, scale=0.1, seed=seed) for seed, shape in enumerate(shapes)]

    def by_hand():
        parameters = w1, b1, w2, b2, w3, b3 = [array.copy() for array in start]

        def step():
            columns1 = windows(x)
            out1 = (w1.reshape(8, 9) @ columns1).reshape(PICTURES, 8, 28, 28)
            out1 = np.maximum(out1 + b1[:, None, None], 0)
            small1, masks1 = pool(out1)
            columns2 = windows(small1)
            out2 = (w2.reshape(16, 72) @ columns2).reshape(PICTURES, 16, 14, 14)
            out2 = np.maximum(out2 + b2[:, None, None], 0)
            small2, masks2 = pool(out2)
            flat = small2.reshape(PICTURES, 784)
            logits = flat @ w3.T + b3
            loss, grad = softmax_grad(logits, labels)
            gw3, gb3 = grad.T @ flat, grad.sum(axis=0)
            grad = unpool((grad @ w3).reshape(small2.shape), masks2, out2.shape) * (out2 > 0)
            grad = grad.reshape(PICTURES, 16, 196)
            gw2, gb2 = (grad @ columns2.swapaxes(1, 2)).sum(axis=0).reshape(w2.shape), grad.sum(axis=(0, 2))
            grad = unpool(unwindow(w2.reshape(16, 72).T @ grad, small1.shape), masks1, out1.shape)
            grad = grad * (out1 > 0)
            grad = grad.reshape(PICTURES, 8, 784)
            gw1, gb1 = (grad @ columns1.swapaxes(1, 2)).sum(axis=0).reshape(w1.shape), grad.sum(axis=(0, 2))
            descend(parameters, [gw1, gb1, gw2, gb2, gw3, gb3])
            return [loss, *parameters]

        return step

    def by_package(torch):
        nn = torch.nn
        model = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(784, 10),
        )  # fmt: skip
        load(torch, model, start)
        return training_step(torch, model, torch.from_numpy(x), torch.from_numpy(labels), list(model.parameters()))

    return by_packages(packages, by_hand, by_package)


# Many small operations


def chain(packages, steps=333):
    """y = tanh(y * w + b), 333 times: 999 operations on single elements. x, w and b are leaves that require grad."""
    start = [np.full(1, value, FLOAT) for value in (0.5, 0.99, 0.01)]

    def by_hand():
        x, w, b = start

        def run():
            y, saved = x, []
            for _ in range(steps):
                saved.append(y)
                y = np.tanh(y * w + b)
            result, grad, gw, gb = y, np.ones(1, FLOAT), np.zeros(1, FLOAT), np.zeros(1, FLOAT)
            for before in reversed(saved):
                grad = grad * (1 - y * y)
                gb += grad
                gw += grad * before
                grad = grad * w
                y = before
            return [result, grad, gw, gb]

        return run

    def by_package(torch):
        x, w, b = (torch.tensor(array.tolist(), requires_grad=True) for array in start)

        def run():
            x.grad = w.grad = b.grad = None
            y = x
            for _ in range(steps):
                y = (y * w + b).tanh()
            y.backward()
            return arrays([y, x.grad, w.grad, b.grad])

        return run

    return by_packages(packages, by_hand, by_package)


def deep(packages):
    """The same chain, 100,000 operations long."""
    return chain(packages, steps=33_333)


def bytes_per_node(steps=33_333):
    """Return the memory that the recorded chain of `deep` takes, for each of its nodes."""
    x, w, b = (minigrad.tensor([value], requires_grad=True) for value in (0.5, 0.99, 0.01))
    gc.collect()
    tracemalloc.start()
    y = x
    for _ in range(steps):
        y = (y * w + b).tanh()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return size / (3 * steps)


def unrecorded(rounds):
    """Return how long the operations of the chain take under no_grad, as a part of their time with recording."""
    w, b = (minigrad.tensor([value], requires_grad=True) for value in (0.99, 0.01))
    times = {True: [], False: []}
    for _ in range(rounds):
        for recording in times:
            with minigrad.set_grad_enabled(recording):
                start, y = time.process_time_ns(), w
                for _ in range(333):
                    y = (y * w + b).tanh()
                times[recording].append(time.process_time_ns() - start)
    return statistics.median(times[False]) / statistics.median(times[True])


def layer_norm(packages):
    """(x - mean) / sqrt(var + eps) * gamma + beta over the last of (512, 256), operation by operation, and backward."""
    rows, size = SHAPE
    x, gamma, beta, weights = draw(rows, size), draw(size, seed=1), draw(size, seed=2), draw(rows, size, seed=3)
    eps = 1e-5

    def by_hand():
        def run():
            centred = x - x.mean(axis=-1, keepdims=True)
            deviation = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + FLOAT(eps))
            normal = centred / deviation
            y = normal * gamma + beta
            loss = (y * weights).sum()
            g_gamma, g_beta = (weights * normal).sum(axis=0), weights.sum(axis=0)
            grad = weights * gamma
            along = (grad * normal).mean(axis=-1, keepdims=True)
            grad = (grad - grad.mean(axis=-1, keepdims=True) - normal * along) / deviation
            return [loss, grad, g_gamma, g_beta]

        return run

    def by_package(torch):
        x_, gamma_, beta_ = (torch.tensor(a.tolist(), requires_grad=True) for a in (x, gamma, beta))
        weights_ = torch.from_numpy(weights)

        def run():
            x_.grad = gamma_.grad = beta_.grad = None
            mean = x_.mean(-1, keepdim=True)
            centred = x_ - mean
            var = (centred * centred).mean(-1, keepdim=True)
            y = centred / (var + eps).sqrt() * gamma_ + beta_
            loss = (y * weights_).sum()
            loss.backward()
            return [loss.item(), *arrays([x_.grad, gamma_.grad, beta_.grad])]

        return run

    return by_packages(packages, by_hand, by_package)


ROWS = {
    "mlp": Row("MLP step 784-256-10, batch 64, SGD", mlp, 1.10, 101, ahead=True),
    "mlp-frozen": Row("the same, first layer frozen", mlp_frozen, 1.10, 101, ahead=True),
    "chain": Row("chain of 1,000 size-1 operations", chain, 3.0, 51, ahead=True),
    "cnn": Row("CNN step conv 1-8-16 3x3, batch 32, 28x28", cnn, 1.15, 41),
    "layernorm": Row("LayerNorm written out, with broadcasting", layer_norm, 1.6, 301, ahead=True),
    "deep": Row("100,000 operations deep", deep, 6.0, 5),
    "import": None,
}

NODE_LIMIT = 1024
IMPORT_LIMIT = 1.3


def import_times(rounds):
    """Return {"numpy": ms, "minigrad": ms}: how long a new Python takes to import each, minigrad with its NumPy.

    The first time, which compiles the modules, does not count.
    """
    times = {"numpy": [], "minigrad": []}
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(rounds + 1):
            for name, values in times.items():
                code = f"import time; start = time.process_time(); import {name}; print(time.process_time() - start)"
                command = [sys.executable, "-c", code]
                done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
                values.append(float(done.stdout) * 1e3)
    return {name: statistics.median(values[1:]) for name, values in times.items()}


def line(title, times, limit, ahead=False):
    """Print a row of the table, and return True if it is within its limit."""
    ratio = {name: value / times["numpy"] for name, value in times.items()}
    fine = ratio["minigrad"] <= limit and (not ahead or ratio["minigrad"] < ratio.get("torch", np.inf))
    torch = f"{ratio['torch']:5.2f} x" if "torch" in ratio else ""
    wanted = f"{limit:.2f} x" + (", ahead of torch" if ahead else "")
    print(
        f"| {title:42} | {times['numpy']:9.3f} ms | {ratio['minigrad']:5.2f} x | {torch:7} | {wanted:22} | "
        f"{'yes' if fine else 'NO':3} |"
    )
    return fine


def main(names, short=False):
    """Print the table of these rows, and return 0 if all are within their limits, else 3. short: just try it out."""
    packages = {"minigrad": minigrad}
    try:
        packages["torch"] = importlib.import_module("torch")
        packages["torch"].set_num_threads(1)
    except ImportError:
        print("PyTorch is not installed: its column stays empty.")
    gc.collect()
    gc.freeze()  # the collector runs as in any program, but the modules of PyTorch are no burden to the others
    print(f"| {'work':42} | {'NumPy':12} | minigrad | torch   | {'at most':22} | in  |")
    print(f"|{'-' * 44}|{'-' * 14}|{'-' * 10}|{'-' * 9}|{'-' * 24}|-----|")
    good = []
    for name in names:
        row = ROWS[name]
        if row is None:
            good.append(line("import minigrad, beside import numpy", import_times(3 if short else 15), IMPORT_LIMIT))
            continue
        good.append(line(row.title, row.run(packages, short), row.limit, row.ahead))
    if "deep" in names:
        size = bytes_per_node()
        good.append(size <= NODE_LIMIT)
        print(f"A node of that chain, with all it holds, takes {size:.0f} bytes of at most {NODE_LIMIT}.")
    print(f"Under no_grad, operations take {unrecorded(3 if short else 51):.2f} of their time with recording.")
    return 0 if all(good) else 3  # 1 would be a crash

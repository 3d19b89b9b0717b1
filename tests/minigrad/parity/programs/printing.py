"""Tensors as text."""


def values(torch):
    return [
        repr(tensor)
        for tensor in (
            torch.tensor([1.0, 2.0]),
            torch.tensor([1.5, -2.25]),
            torch.tensor(3.14159265),
            torch.tensor([1e-8, 1.0]),
            torch.tensor([1e8, 1.0]),
            torch.tensor([1e9, 2e9]),
            torch.tensor([0.00001]),
            torch.tensor([0.0, 0.0]),
            torch.tensor([float("nan"), float("inf"), -float("inf")]),
            torch.tensor([1.5, float("nan"), float("inf")]),
            torch.tensor([-1.0, 2000.0]),
            torch.tensor([-1.5, 2000.0]),
            torch.tensor([1, -20, 300]),
            torch.tensor(7),
            torch.tensor([True, False]),
            torch.tensor([]),
            torch.zeros(2, 0),
            torch.zeros(0, 2, dtype=torch.int64),
            torch.zeros(2, 3, 2),
            torch.arange(30.0),
            torch.arange(30) * 1000,
            torch.arange(2000),
            torch.zeros(60, 60),
            torch.tensor([[1.0, 2.5], [3.0, -400.25]]),
            torch.tensor([1.5, 2.5], dtype=torch.float64),
            torch.zeros(2, 3).shape,
            torch.tensor(1.0).shape,
        )
    ]


def flags_and_history(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    layer = torch.nn.Linear(2, 1, bias=False)
    with torch.no_grad():
        layer.weight.zero_()
    wide = torch.arange(12.0, requires_grad=True)
    return [
        repr(value)
        for value in (x, x * 2, x.sum(), x.detach(), x.double(), layer.weight, wide * 1.5, wide, layer, torch.nn.ReLU())
    ]


def formatting(torch):
    x = torch.tensor(2.5, requires_grad=True)
    return [f"{x:.2f}", f"{torch.tensor(3):4d}", str(torch.float32), f"{torch.tensor([1.0])}"]


def _numbers(random, kind, count):
    """Return `count` numbers of one of many sorts."""
    sort = random.randrange(7)
    if kind == "bool":
        return [random.random() < 0.5 for _ in range(count)]
    if kind == "uint8":
        return [random.randint(0, 255) for _ in range(count)]
    if kind.startswith("int"):
        return [
            random.choice([0, -1, random.randint(-1000, 1000), random.randint(-(10**6), 10**6)]) for _ in range(count)
        ]
    if sort == 0:
        return [float(random.randint(-20, 20)) for _ in range(count)]
    if sort == 1:
        return [random.gauss(0, 1) * 10 ** random.randint(-9, 12) for _ in range(count)]
    if sort == 2:
        return [random.choice([float("nan"), float("inf"), -float("inf"), 0.0, -0.0, 2.5, 1e4]) for _ in range(count)]
    if sort == 3:
        return [random.choice([0.99999, 9.99999, 999.99999, 0.00009, 0.0001, 1000.0]) for _ in range(count)]
    return [random.gauss(0, 1) for _ in range(count)]


def at_random(torch):
    from random import Random

    random, texts = Random(7), []
    for _ in range(150):
        shape = [random.choice([0, 1, 1, 2, 3, 5, 12]) for _ in range(random.choice([0, 1, 1, 2, 2, 3, 4]))]
        kind = random.choice(["float32", "float32", "float32", "float64", "int64", "int32", "uint8", "bool"])
        count = 1
        for size in shape:
            count *= size
        if count > 300:
            continue
        tensor = torch.tensor(_numbers(random, kind, count), dtype=getattr(torch, kind)).reshape(shape)
        state = random.randrange(3)
        if tensor.is_floating_point() and state:
            tensor = tensor.requires_grad_() if state == 1 else tensor.requires_grad_() * 1
        texts.append(repr(tensor))
    return texts


def options(torch):
    changes = [
        {"precision": 2},
        {"precision": 0},
        {"threshold": 5},
        {"threshold": 5, "edgeitems": 1},
        {"linewidth": 30},
        {"sci_mode": True},
        {"sci_mode": False},
        {"profile": "short"},
        {"profile": "full"},
    ]
    texts = []
    for change in changes:
        torch.set_printoptions(**change)
        tensors = [
            torch.arange(12.0) / 7,
            torch.arange(20).reshape(4, 5),
            torch.tensor([1e-6, 1.0]),
            torch.zeros(40, 30),
        ]
        texts.append([repr(tensor) for tensor in (tensors if change != {"profile": "full"} else tensors[:3])])
        torch.set_printoptions(profile="default")
    return texts

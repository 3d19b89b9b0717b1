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

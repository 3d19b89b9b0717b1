"""Values, gradients, graphs and errors of every operation."""


def _run(torch, compute, *leaves):
    """Return the result, the gradient of its weighted sum, and the same with retain_graph a second time."""
    leaves = [leaf.clone().requires_grad_() if leaf.dtype.is_floating_point else leaf for leaf in leaves]
    result = compute(*leaves)
    weights = torch.arange(1.0, 1.0 + result.numel()).reshape(result.shape).to(result.dtype)
    result.backward(weights)
    return [result, *(leaf.grad for leaf in leaves)]


def _m(torch, rows, columns, start=1.0):
    return torch.arange(start, start + rows * columns).reshape(rows, columns)


def arithmetic(torch):
    a, b = _m(torch, 2, 3), _m(torch, 2, 3, -2.5)
    return [
        _run(torch, compute, a, b)
        for compute in (
            lambda x, y: x + y,
            lambda x, y: x - y,
            lambda x, y: x * y,
            lambda x, y: x / y,
            lambda x, y: x**y,
            lambda x, y: -x * x,
        )
    ]


def arithmetic_broadcast(torch):
    a = _m(torch, 2, 3)
    shapes = [
        torch.tensor(2.0),
        torch.tensor([1.0, 2.0, 3.0]),
        _m(torch, 2, 1),
        torch.ones(4, 1, 3),
        torch.ones(0, 2, 3),
    ]
    return [
        _run(torch, compute, a, b)
        for b in shapes
        for compute in (lambda x, y: x + y, lambda x, y: y - x, lambda x, y: x * y, lambda x, y: y / x)
    ]


def numbers_on_either_side(torch):
    a = torch.tensor([1.0, -2.0, 0.5])
    computations = (
        lambda x: x + 1,
        lambda x: 1 + x,
        lambda x: x - 1,
        lambda x: 1 - x,
        lambda x: x * 3,
        lambda x: 3 * x,
        lambda x: x / 4,
        lambda x: 4 / x,
        lambda x: x**3,
        lambda x: x**0,
        lambda x: x**-1,
        lambda x: 2**x,
        lambda x: x + True,
    )
    return [_run(torch, compute, a) for compute in computations]


def powers_at_zero(torch):
    zero = torch.tensor([0.0, 0.0, 2.0])
    return [
        _run(torch, lambda x: x**0, zero),
        _run(torch, lambda x: x**1, zero),
        _run(torch, lambda x: x**2, zero),
        _run(torch, lambda x: 0**x, torch.tensor([1.0, 2.0])),
        _run(torch, lambda x, y: x**y, zero, torch.tensor([0.0, 2.0, 0.0])),
    ]


def elementwise(torch):
    a = torch.tensor([[0.5, 2.0], [1.5, 3.0]])
    signs = torch.tensor([-1.0, 0.0, 2.0])
    return [
        _run(torch, lambda x: x.exp(), a),
        _run(torch, lambda x: x.log(), a),
        _run(torch, lambda x: x.tanh(), signs),
        _run(torch, lambda x: x.relu(), signs),
        _run(torch, torch.exp, torch.tensor(0.0)),
        _run(torch, torch.log, a),
        _run(torch, torch.relu, torch.zeros(0)),
        _run(torch, torch.tanh, a),
        _run(torch, lambda x: x.clone(), a),
        torch.tensor([1, 2]).exp(),
        torch.tensor([-1.0, 0.0]).log(),
        torch.arange(-1, 2).relu(),
    ]


def reductions(torch):
    a = _m(torch, 2, 3)
    computations = (
        lambda x: x.sum(),
        lambda x: x.sum(0),
        lambda x: x.sum(dim=1),
        lambda x: x.sum(-1, keepdim=True),
        lambda x: x.sum((0, 1)),
        lambda x: torch.sum(x, dim=0, keepdim=True),
        lambda x: x.mean(),
        lambda x: x.mean(0),
        lambda x: x.mean(dim=(0, 1), keepdim=True),
        lambda x: torch.mean(x, 1),
    )
    scalar = torch.tensor(3.0)
    return [
        *(_run(torch, compute, a) for compute in computations),
        _run(torch, lambda x: x.sum(0), scalar),
        _run(torch, lambda x: x.mean(), scalar),
        _run(torch, lambda x: x.sum(), torch.zeros(0)),
        _run(torch, lambda x: x.mean(), torch.zeros(0)),
        _run(torch, lambda x: x.sum(1), torch.zeros(2, 0)),
        torch.tensor([True, True]).sum(),
        torch.arange(4).sum(),
    ]


def products(torch):
    m, n, v = _m(torch, 2, 3), _m(torch, 3, 2, -1.0), torch.tensor([1.0, -1.0, 2.0])
    batch = torch.arange(12.0).reshape(2, 2, 3)
    pairs = [(m, n), (m, v), (v, n), (v, v), (batch, n), (batch, v)]
    return [_run(torch, lambda x, y: x @ y, a, b) for a, b in pairs] + [_run(torch, torch.matmul, m, n)]


def products_of_batches(torch):
    m, v = _m(torch, 2, 3), torch.tensor([1.0, -1.0, 2.0])
    batch, other = torch.arange(12.0).reshape(2, 2, 3), torch.arange(6.0).reshape(1, 3, 2)
    pairs = [(batch, other), (v, other), (m, other), (batch, batch.transpose(1, 2)), (batch[None], other)]
    # PyTorch chooses among several ways for the sake of speed. The numbers are the same, the recorded steps are not.
    results = [_run(torch, lambda x, y: x @ y, a, b) for a, b in pairs]
    return [[result.detach(), *grads] for result, *grads in results]


def shapes(torch):
    a = _m(torch, 2, 3)
    computations = (
        lambda x: x.view(6),
        lambda x: x.view(3, -1),
        lambda x: x.view((1, 6)),
        lambda x: x.reshape(3, 2),
        lambda x: x.reshape([6]),
        lambda x: x.t().reshape(6),
        lambda x: x.t(),
        lambda x: x.T,
        lambda x: x.transpose(0, 1),
        lambda x: torch.transpose(x, -1, 0),
        lambda x: x.unsqueeze(0),
        lambda x: x.unsqueeze(-1),
        lambda x: x.unsqueeze(1).expand(2, 4, 3),
        lambda x: x.unsqueeze(1).expand(-1, 2, -1),
    )
    return [_run(torch, compute, a) for compute in computations]


def indexing(torch):
    a = torch.arange(24.0).reshape(2, 3, 4)
    computations = (
        lambda x: x[0],
        lambda x: x[-1, 2],
        lambda x: x[0, 1, 2],
        lambda x: x[:, 1],
        lambda x: x[..., 0],
        lambda x: x[0, ...],
        lambda x: x[...],
        lambda x: x[:],
        lambda x: x[:, 1:],
        lambda x: x[:, ::2, -2:],
        lambda x: x[None],
        lambda x: x[:, None, 0],
        lambda x: x[[0, 0]],
        lambda x: x[:, [0, 2]],
        lambda x: x[[0, 1], [1, 2]],
        lambda x: x[0, [1, 1]],
        lambda x: x[torch.tensor([1, 0])],
        lambda x: x[torch.tensor(1)],
        lambda x: x[x > 11],
        lambda x: x[x[:, :, 0] > 3],
        lambda x: x[:, torch.tensor([True, False, True])],
    )
    return [_run(torch, compute, a) for compute in computations]


def views_share_and_copies_do_not(torch):
    a = _m(torch, 2, 3)
    start = a.data_ptr()
    views = [a.view(6), a.reshape(6), a.t(), a.transpose(0, 1), a[0], a[:1], a[None], a.detach(), a.unsqueeze(0)]
    flat = a.view(6)
    offsets = [flat[k].data_ptr() - start for k in range(3)] + [a[1, 1].data_ptr() - start]
    with torch.no_grad():
        flat[2].add_(100)
    copies = [a.clone(), a[[0]], a.t().reshape(6), a + 0, a[a > 0]]
    return [[v.data_ptr() == start for v in views], [c.data_ptr() == start for c in copies], offsets, a]


def promotion(torch):
    values = [
        torch.tensor([1.5]),
        torch.tensor([1.5], dtype=torch.float64),
        torch.tensor([2]),
        torch.tensor([True]),
        torch.tensor(1.5),
        torch.tensor(1.5, dtype=torch.float64),
        torch.tensor(2),
        torch.tensor(True),
    ]
    numbers = [2, 2.5, True]
    tables = [[str((a + b).dtype) for b in [*values, *numbers]] for a in values]
    tables += [[str((a / b).dtype) for b in [*values, *numbers]] for a in values]
    tables += [[str((b * a).dtype) for b in numbers] for a in values]
    return [*tables, [str((a**2).dtype) for a in values[:3]]]


def gradients_come_back_in_the_input_s_type(torch):
    a = torch.tensor([1.0, 2.0], requires_grad=True)
    b = torch.tensor([3.0, 4.0], dtype=torch.float64, requires_grad=True)
    (a * b).sum().backward()
    whole, mask = torch.tensor([2, 3]), torch.tensor([True, False])
    mixed = [a * b, a / b, b - a, a**b, b**a, a * whole, a**whole, whole / a, a * mask, a + mask, mask / b, whole**a]
    sum((m.sum() for m in mixed), torch.tensor(0.0)).backward()
    return [a.grad, b.grad, *mixed]


def losses(torch):
    a, b = _m(torch, 2, 2), _m(torch, 2, 2, 3.0)
    functional = torch.nn.functional
    return [
        _run(torch, functional.mse_loss, a, b),
        _run(torch, lambda x, y: functional.mse_loss(x, y, reduction="sum"), a, b),
        _run(torch, lambda x, y: functional.mse_loss(x, y, reduction="none"), a, b),
        _run(torch, lambda x: torch.nn.MSELoss()(x, b), a),
    ]


def loss_of_unlike_shapes(torch):
    column, row, wide = torch.ones(2, 1), torch.zeros(2), torch.tensor(1.0, dtype=torch.float64)
    pairs = [(column, row), (row, column), (row, wide), (wide, row)]
    return [_run(torch, torch.nn.functional.mse_loss, a, b) for a, b in pairs]


def linear_layers(torch):
    weight, bias = _m(torch, 2, 3), torch.tensor([0.5, -0.5])
    linear = torch.nn.functional.linear
    inputs = [torch.ones(4, 3), torch.ones(3), torch.ones(2, 2, 3)]
    return [
        *(_run(torch, lambda x, w, b: linear(x, w, b), x, weight, bias) for x in inputs),
        *(_run(torch, lambda x, w: linear(x, w), x, weight) for x in inputs),
    ]


def errors(torch):
    ones = torch.ones
    attempts = [
        lambda: ones(2, 3) + ones(2, 2),
        lambda: ones(2) @ ones(3),
        lambda: ones(2, 3) @ ones(2, 3),
        lambda: ones(2, 3) @ ones(2),
        lambda: ones(2, 3).view(5),
        lambda: ones(2, 3).view(-1, 5),
        lambda: ones(2, 3).view(-1, -1),
        lambda: ones(2, 3).t().view(6),
        lambda: ones(2, 3).reshape(4),
        lambda: ones(2, 3, 4).t(),
        lambda: ones(2, 3).transpose(0, 5),
        lambda: ones(2, 3).sum(2),
        lambda: ones(2, 3).mean(-3),
        lambda: ones(3)[5],
        lambda: ones(2, 3)[0, -4],
        lambda: ones(3)[0, 0],
        lambda: torch.tensor(1.0)[0],
        lambda: torch.tensor(1.0)[1],
        lambda: torch.tensor(1.0)[-1],
        lambda: torch.tensor(1.0)[:],
        lambda: (ones(2) > 0) ** (ones(2) > 0),
        lambda: ones(3)[::-1],
        lambda: ones(3).unsqueeze(3),
        lambda: torch.arange(3).mean(),
        lambda: torch.arange(3) ** -1,
        lambda: torch.nn.Linear(2, 3)(ones(1, 3)),
        lambda: len(torch.tensor(1.0)),
        lambda: list(torch.tensor(1.0)),
        lambda: ones(2, 3).expand(3, 3),
        lambda: ones(2, 3).expand(3),
        lambda: float(ones(2)),
        lambda: int(ones(2)),
        lambda: torch.tensor(1.0).size(0),
        lambda: (ones(2) > 0).relu(),
        lambda: torch.tensor(1.0) @ torch.arange(3),
        lambda: torch.tensor(1.0).transpose(0, -1),
        lambda: torch.arange(3).expand(2, 2),
        lambda: torch.arange(3)[:, None].expand(3),
        lambda: torch.tensor(1.0)[0, 0],
        lambda: torch.tensor(1.0)[[0]],
        lambda: ones(3) - (ones(3) > 0),
        lambda: (ones(3) > 0) - (ones(3) > 0),
        lambda: 1 - (ones(3) > 0),
        lambda: ones(3) - True,
        lambda: -(ones(3) > 0),
        lambda: (ones(2, 2) > 0) @ (ones(2, 2) > 0),
        lambda: torch.nn.functional.mse_loss(torch.arange(3), torch.arange(3)),
    ]
    seen = []
    for attempt in attempts:
        try:
            seen.append(attempt())
        except Exception as error:
            seen.append([type(error).__name__, str(error)])
    return seen

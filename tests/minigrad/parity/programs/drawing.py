"""Random numbers, as far as they do not depend on the generator: shapes, types, gradients, graphs and errors."""

from .mistakes import _outcomes


def flags_and_gradients(torch):
    mean, std = torch.zeros(2, requires_grad=True), torch.ones(2, requires_grad=True)
    draws = [
        torch.normal(mean, std),
        torch.normal(mean, 1.0),
        torch.normal(0.0, std),
        torch.bernoulli(std * 0.5),
        mean + std * torch.zeros(2),
    ]
    return [
        [type(drawn.grad_fn).__name__, *torch.autograd.grad(drawn.sum(), [mean, std], allow_unused=True)]
        for drawn in draws
    ]


def shapes_and_types(torch):
    draws = [
        torch.randn(2, 3),
        torch.randn(2, dtype=torch.float64, requires_grad=True),
        torch.rand((2, 1)),
        torch.randint(5, (2,)),
        torch.randint(1, 5, (2, 2), dtype=torch.float32),
        torch.randperm(4),
        torch.normal(0.0, 1.0, (3,)),
        torch.normal(torch.zeros(2, dtype=torch.float64), 1.0),
        torch.normal(torch.zeros(2, 1), torch.ones(3)),
        torch.bernoulli(torch.ones(2)),
        torch.multinomial(torch.tensor([0.0, 1.0, 1.0]), 3),
        torch.multinomial(torch.ones(2, 3), 4, replacement=True),
        torch.rand_like(torch.ones(2, dtype=torch.float64)),
        torch.randn_like(torch.ones(2, requires_grad=True)),
        torch.empty(2).normal_(),
        torch.empty(2).uniform_(1, 2),
    ]
    return [[tuple(drawn.shape), str(drawn.dtype), drawn.requires_grad, drawn._version] for drawn in draws]


def certain_outcomes(torch):
    return [
        torch.randint(3, 4, (2,)),
        torch.randperm(1),
        torch.bernoulli(torch.tensor([0.0, 1.0])),
        torch.multinomial(torch.tensor([0.0, 1.0, 0.0]), 1),
        torch.normal(torch.tensor([1.0, 2.0]), 0.0),
        torch.empty(2).uniform_(3, 3),
        torch.empty(2).normal_(5.0, 0.0),
    ]


def mistakes(torch):
    return _outcomes(
        torch,
        """
        torch.randint(3, 3, (2,))
        torch.randn(2, dtype=torch.int64)
        torch.rand_like(i)
        torch.normal(f, -1.0)
        torch.normal(0.0, -1.0, (2,))
        torch.normal(f, torch.ones(3))
        torch.bernoulli(f)
        torch.bernoulli(i)
        torch.multinomial(torch.zeros(2), 1)
        torch.multinomial(f, 3)
        torch.multinomial(-f, 1)
        torch.multinomial(torch.ones(1, 2, 3), 1)
        torch.multinomial(i, 1)
        torch.multinomial(f, 0)
        f.normal_(0, -1)
        f.uniform_(2, 1)
        i.normal_()
        i.uniform_()
        f.bernoulli_(2.0)
        torch.ones(1, requires_grad=True).normal_()
        """,
    )

"""The losses: values, gradients, graphs, second gradients, and what they refuse."""

from .nn_module import _tried


def _grids(torch):
    """Return inputs and targets of shape (4, 3), and probabilities."""
    x = torch.tensor([[0.5, -1.0, 2.0], [1.5, 0.0, -0.5], [-2.0, 0.25, 1.0], [0.0, 3.0, -1.5]])
    y = torch.tensor([[1.0, -0.5, 2.0], [0.0, 2.5, -0.5], [1.0, 0.25, -1.0], [0.5, 1.0, 1.5]])
    return x.double(), y.double(), torch.sigmoid(y.double())


def _differentiated(torch, loss, *leaves):
    """Return the loss, the gradients of its sum, and the gradients of a weighted sum of those."""
    leaves = [leaf.double().requires_grad_() for leaf in leaves]
    out = loss(*leaves)
    grads = torch.autograd.grad(out.sum(), leaves, create_graph=True)
    weights = [torch.arange(g.numel()).reshape(g.shape) % 5 - 1.5 for g in grads]
    total = sum((g * w).sum() for g, w in zip(grads, weights, strict=True))
    second = torch.autograd.grad(total, leaves, allow_unused=True) if total.requires_grad else []
    return [out, *(None if g is None else (g.detach() * 1e8).round() / 1e8 for g in (*grads, *second))]


def _reductions(torch, loss, *leaves):
    return [
        _differentiated(torch, lambda *xs, r=reduction: loss(*xs, reduction=r), *leaves)
        for reduction in ("mean", "sum", "none")
    ]


def differences(torch):
    functional = torch.nn.functional
    x, y, _ = _grids(torch)
    return [
        _reductions(torch, loss, x, y)
        for loss in (functional.mse_loss, functional.smooth_l1_loss, functional.huber_loss,
                     lambda a, b, reduction: functional.smooth_l1_loss(a, b, reduction=reduction, beta=0.3),
                     lambda a, b, reduction: functional.huber_loss(a, b, reduction=reduction, delta=2.0))
    ]  # fmt: skip


def absolute_differences(torch):
    """Without second gradients: these are zero everywhere."""
    functional = torch.nn.functional
    x, y, _ = _grids(torch)
    seen = []
    for reduction in ("mean", "sum", "none"):
        for beta in (None, 0.0):
            a, b = x.clone().requires_grad_(), y.clone().requires_grad_()
            loss = (functional.l1_loss(a, b, reduction=reduction) if beta is None
                    else functional.smooth_l1_loss(a, b, reduction=reduction, beta=beta))  # fmt: skip
            loss.sum().backward()
            seen += [loss, a.grad, b.grad]
    return seen


def losses_of_other_shapes(torch):
    functional = torch.nn.functional
    x, y, _ = _grids(torch)
    row = y[0].clone().requires_grad_()
    seen = []
    for loss in (functional.mse_loss, functional.l1_loss, functional.smooth_l1_loss, functional.huber_loss):
        seen += [loss(x, row), *_tried(lambda loss=loss: loss(x, torch.ones(4, 2)), lambda loss=loss: loss(x, 1.0),
                                       lambda loss=loss: loss(x, y, reduction="x"))]  # fmt: skip
    return seen


def weighted_differences(torch):
    functional = torch.nn.functional
    x, y, weight = _grids(torch)
    x.requires_grad_()
    return [
        loss(x, y, reduction=reduction, weight=weight)
        for loss in (functional.mse_loss, functional.l1_loss)
        for reduction in ("mean", "sum", "none")
    ] + _tried(lambda: functional.mse_loss(x, y, weight=torch.ones(3)))


def two_classes(torch):
    functional = torch.nn.functional
    x, _, p = _grids(torch)
    weight = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64)
    inside = torch.sigmoid(x)
    return [
        _reductions(torch, functional.binary_cross_entropy, inside, p),
        _reductions(torch, lambda a, b, reduction: functional.binary_cross_entropy(a, b, weight, reduction=reduction),
                    inside, p),
        _reductions(torch, functional.binary_cross_entropy_with_logits, x, p),
        _reductions(torch, lambda a, b, reduction: functional.binary_cross_entropy_with_logits(
            a, b, weight, pos_weight=weight * 2, reduction=reduction), x, p),
        torch.nn.BCELoss(weight)(inside, p), torch.nn.BCEWithLogitsLoss(pos_weight=weight)(x, p),
        list(torch.nn.BCEWithLogitsLoss(pos_weight=weight).state_dict()),
    ]  # fmt: skip


def two_classes_at_the_edges(torch):
    functional = torch.nn.functional
    certain = torch.tensor([0.0, 1.0, 0.0, 1.0], requires_grad=True)
    target = torch.tensor([0.0, 1.0, 1.0, 0.0])
    loss = functional.binary_cross_entropy(certain, target, reduction="none")
    loss.sum().backward()
    large = torch.tensor([1000.0, -1000.0], requires_grad=True)
    logits = functional.binary_cross_entropy_with_logits(large, torch.tensor([0.0, 0.0]), reduction="none")
    logits.sum().backward()
    return [loss, certain.grad, logits, large.grad]


def class_numbers(torch):
    functional = torch.nn.functional
    x, _, _ = _grids(torch)
    target, ignoring = torch.tensor([0, 2, 1, 1]), torch.tensor([0, -100, 2, 1])
    weight = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64)
    settings = [
        {}, {"weight": weight}, {"label_smoothing": 0.1}, {"weight": weight, "label_smoothing": 0.3},
    ]  # fmt: skip
    seen = [
        _reductions(torch, lambda a, reduction, t=t, s=s: functional.cross_entropy(a, t, reduction=reduction, **s), x)
        for t in (target, ignoring)
        for s in settings
    ]
    seen += [
        _reductions(torch, lambda a, reduction, t=t, w=w: functional.nll_loss(a, t, w, reduction=reduction), x)
        for t in (target, ignoring)
        for w in (None, weight)
    ]
    seen.append(_differentiated(torch, lambda a: functional.cross_entropy(a, target, ignore_index=1), x))
    return seen


def class_numbers_of_other_dimensions(torch):
    functional = torch.nn.functional
    weight = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64)
    seen = []
    for shape in ((2, 3, 2), (2, 3, 2, 2), (2, 3, 1, 2, 2)):
        count = 12 if len(shape) == 3 else 24
        x = (torch.arange(count).reshape(shape) * 5 % 7).double() / 3
        target = torch.arange(count // 3).reshape(shape[0], *shape[2:]) % 3
        seen.append(_reductions(torch, lambda a, reduction, t=target: functional.cross_entropy(
            a, t, weight, reduction=reduction), x))  # fmt: skip
        seen.append(functional.cross_entropy(x, target, label_smoothing=0.2))
    vector = torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64, requires_grad=True)
    seen += [functional.cross_entropy(vector, torch.tensor(1)), functional.nll_loss(vector, torch.tensor(2))]
    return seen


def class_probabilities(torch):
    cross_entropy = torch.nn.functional.cross_entropy
    x, y, _ = _grids(torch)
    target, weight = torch.softmax(y, 1), torch.tensor([0.5, 1.0, 2.0])
    pictures = (torch.arange(24).reshape(2, 3, 2, 2) * 5 % 7).double() / 3
    seen = [
        _reductions(torch, lambda a, b, reduction, s=s: cross_entropy(a, b, reduction=reduction, **s), x, target)
        for s in ({}, {"weight": weight}, {"label_smoothing": 0.2}, {"weight": weight, "label_smoothing": 0.2})
    ]
    return [*seen, cross_entropy(pictures, torch.softmax(pictures * 2, 1), weight), cross_entropy(x[0], target[0])]


def no_class_counts(torch):
    functional = torch.nn.functional
    x = torch.ones(2, 3, requires_grad=True)
    ignored = torch.tensor([-100, -100])
    seen = []
    for reduction in ("mean", "sum", "none"):
        x.grad = None
        loss = functional.cross_entropy(x, ignored, reduction=reduction)
        loss.sum().backward()
        seen += [loss, x.grad]
    empty = functional.cross_entropy(torch.ones(0, 3), torch.ones(0, dtype=torch.int64))
    return [*seen, empty, functional.mse_loss(torch.ones(0), torch.ones(0))]


def divergence(torch):
    functional = torch.nn.functional
    x, y, _ = _grids(torch)
    logs, target = torch.log_softmax(x, 1), torch.softmax(y, 1)
    zeros = torch.tensor([[0.0, 1.0, 0.0]], dtype=torch.float64)
    return [
        _reductions(torch, functional.kl_div, logs, target),
        _reductions(torch, lambda a, b, reduction: functional.kl_div(a, b, reduction=reduction, log_target=True),
                    logs, target.log()),
        functional.kl_div(logs, target, reduction="batchmean"), functional.kl_div(logs[:1], zeros, reduction="sum"),
        torch.nn.KLDivLoss(reduction="batchmean", log_target=True)(logs.requires_grad_(), target.log()),
        torch.nn.KLDivLoss()(logs, target),
    ]  # fmt: skip


def losses_as_modules(torch):
    nn = torch.nn
    x, y, p = _grids(torch)
    target = torch.tensor([0, 2, 1, 1])
    weight = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64)
    return [
        nn.MSELoss()(x, y), nn.MSELoss(reduction="sum")(x, y), nn.L1Loss()(x, y), nn.SmoothL1Loss(beta=0.5)(x, y),
        nn.HuberLoss(delta=0.5)(x, y), nn.CrossEntropyLoss()(x, target), nn.CrossEntropyLoss(weight)(x, target),
        nn.CrossEntropyLoss(ignore_index=1, label_smoothing=0.1)(x, target), nn.NLLLoss(weight)(x, target),
        nn.BCELoss(reduction="none")(p, p), nn.BCEWithLogitsLoss(weight=weight)(x, p),
        list(nn.CrossEntropyLoss(weight).state_dict()), nn.MSELoss(size_average=False).reduction,
        nn.CrossEntropyLoss(reduce=False).reduction,
    ]  # fmt: skip


def refusals(torch):
    functional = torch.nn.functional
    x, y, p = _grids(torch)
    cross_entropy, nll_loss = functional.cross_entropy, functional.nll_loss
    t = torch.tensor([0, 2, 1, 1])
    whole = torch.ones(4, 3, dtype=torch.int64)
    pictures = torch.ones(2, 3, 4, 4)
    return _tried(
        lambda: nll_loss(x, torch.tensor([0, 3, 1, 1])), lambda: nll_loss(x, torch.tensor([0, -1, 1, 1])),
        lambda: nll_loss(x, t[:2]), lambda: cross_entropy(x, t[:2]), lambda: cross_entropy(x, t.to(torch.int32)),
        lambda: cross_entropy(x, torch.tensor([0, 3, 1, 1])), lambda: cross_entropy(x, t.float()),
        lambda: cross_entropy(x, p[:, :2]), lambda: cross_entropy(x, t, weight=torch.ones(2)),
        lambda: cross_entropy(x, t.unsqueeze(1)), lambda: cross_entropy(x[0], t), lambda: cross_entropy(x.sum(), t),
        lambda: cross_entropy(torch.ones(2, 3, 4), torch.zeros(2, 5, dtype=torch.int64)),
        lambda: cross_entropy(pictures, torch.zeros(2, 5, 4, dtype=torch.int64)),
        lambda: cross_entropy(pictures, torch.zeros(2, 4, dtype=torch.int64)),
        lambda: cross_entropy(x, t, label_smoothing=2.0), lambda: cross_entropy(x, p, label_smoothing=-0.5),
        lambda: cross_entropy(whole, t), lambda: nll_loss(x, t, weight=torch.ones(3)),
        lambda: cross_entropy(x, p, ignore_index=1), lambda: cross_entropy(x, t, reduction="x"),
        lambda: functional.binary_cross_entropy(x, p), lambda: functional.binary_cross_entropy(p, p[:, :2]),
        lambda: functional.binary_cross_entropy(p, whole), lambda: functional.binary_cross_entropy(p, p + 1),
        lambda: functional.binary_cross_entropy_with_logits(x, p[0]),
        lambda: functional.binary_cross_entropy_with_logits(x, whole),
        lambda: functional.binary_cross_entropy_with_logits(x, whole > 0),
        lambda: functional.smooth_l1_loss(x, y, beta=-1.0), lambda: functional.huber_loss(x, y, delta=0.0),
        lambda: functional.mse_loss(whole, whole), lambda: functional.l1_loss(whole, whole),
        lambda: functional.mse_loss(x, whole).dtype, lambda: functional.mse_loss(x.float(), y).dtype,
        lambda: functional.kl_div(x, torch.ones(2, 4), reduction="sum"),
        lambda: functional.kl_div(x, y, reduction="foo"), lambda: functional.l1_loss(x, None),
        lambda: functional.huber_loss(x, y, reduction="foo"),
    )  # fmt: skip


def directions(torch):
    functional = torch.nn.functional
    x, y, _ = _grids(torch)
    seen = [
        _differentiated(torch, lambda a, p=p, d=d: functional.normalize(a, p, d), x + 0.1)
        for p in (1.0, 2.0, 3.0)
        for d in (0, 1)
    ]
    seen += [_differentiated(torch, lambda a, b, d=d: functional.cosine_similarity(a, b, d), x, y) for d in (0, -1)]
    return [*seen, functional.normalize(torch.zeros(1, 2)),
            functional.cosine_similarity(torch.zeros(1, 2), torch.ones(1, 2)),
            functional.cosine_similarity(x[:, None], y[None], dim=2), functional.normalize(x, float("inf")),
            *_tried(lambda: functional.cosine_similarity(x, torch.ones(4, 2)),
                    lambda: functional.cosine_similarity(torch.tensor([[1]]), torch.tensor([[2]])),
                    lambda: functional.normalize(torch.tensor([[1]])))]  # fmt: skip


def one_hot_and_pad(torch):
    functional = torch.nn.functional
    x = torch.ones(2, 2, requires_grad=True)
    return [functional.one_hot(torch.tensor([0, 2])), functional.one_hot(torch.tensor([[1]]), 3),
            functional.pad(x, (1, 0, 0, 2), value=3.0), functional.pad(x, (-1, 0)),
            *_tried(lambda: functional.one_hot(torch.tensor([0.5])), lambda: functional.one_hot(torch.tensor([3]), 2),
                    lambda: functional.pad(x, (1,)))]  # fmt: skip

"""What is refused, and what is taken after all: indices, hooks, in-place limits and dtypes that do not fit."""


def _told(*actions):
    """Return what each action returned, or the class and text of its error."""
    seen = []
    for action in actions:
        try:
            seen.append(action())
        except Exception as error:
            seen.append(f"{type(error).__name__}: {error}".partition("\n")[0])
    return seen


def _written(torch, x, key, value):
    x[key] = value
    return x


def what_an_index_picks_lies_in_order(torch):
    x = torch.arange(24.0).reshape(2, 3, 4)
    mask = torch.tensor([True, False, True])
    picked = (x[:, [0, 2]], x[..., [1, 0]], x[:, mask], x[:, [0, 1], [1, 2]], x[0, :, [0, 1]])
    joined = torch.cat([x[0].t(), x[1].t()])
    return [[p.stride() for p in picked], picked[0].view(-1), joined.stride(), joined.view(-1)]


def a_mask_is_filled_with_one_element_of_any_dtype(torch):
    mask = torch.tensor([True, False, True])
    return _told(
        lambda: _written(torch, torch.arange(3), mask, torch.tensor(1.5)),
        lambda: _written(torch, torch.arange(6).view(3, 2), (mask, 0), torch.tensor([2.5])),
        lambda: _written(torch, torch.arange(3), [0], torch.tensor(1.5)),
        lambda: _written(torch, torch.arange(3), mask, torch.tensor([1.5, 2.5])),
    )


def masks_of_bytes_are_going_away(torch):
    old, x = torch.tensor([1, 0, 1], dtype=torch.uint8), torch.arange(3.0)
    one = torch.tensor(1, dtype=torch.uint8)
    return _told(lambda: x[old], lambda: x[one], lambda: _written(torch, x, one, 7.0))


def index_put_with_what_does_not_fit(torch):
    x, first = torch.zeros(3), torch.tensor([0])
    return _told(
        lambda: x.index_put_((first,), torch.tensor(1)),
        lambda: x.index_put_((first,), 1.0),
        lambda: x.index_put_(first, torch.tensor(1.0)),
        lambda: x.index_put_((torch.tensor([0.0]),), torch.tensor(1.0)),
    )


def what_cannot_be_assigned(torch):
    import numpy as np

    x = torch.zeros(3)
    return _told(lambda: _written(torch, x, 0, np.array([1.0])), lambda: _written(torch, x, 0, np.float32(1.0)))


def lists_in_the_place_of_index_tensors(torch):
    x = torch.zeros(2, 2)
    actions = (lambda: x.index_select(0, [0]), lambda: x.masked_select(True))
    return _told(*actions)


def _with_hook(torch, register, hook):
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    getattr(y.grad_fn, register)(hook)
    y.sum().backward()
    return x.grad


def hooks_of_nodes_that_return_something_unfit(torch):
    after = (
        lambda gi, go: gi[0],
        lambda gi, go: (gi[0],),
        lambda gi, go: [gi[0], None],
        lambda gi, go: (torch.ones(3), None),
        lambda gi, go: (gi[0], gi[0]),
        lambda gi, go: (3, None),
        lambda gi, go: (gi[0].double(), None),
        lambda gi, go: (gi[0] * 2, None),
    )
    before = (
        lambda go: go[0],
        lambda go: (go[0], go[0]),
        lambda go: (torch.ones(3),),
        lambda go: (go[0].double(),),
        lambda go: (go[0] * 3,),
    )
    return _told(
        *(lambda hook=hook: _with_hook(torch, "register_hook", hook) for hook in after),
        *(lambda hook=hook: _with_hook(torch, "register_prehook", hook) for hook in before),
    )


def a_hook_that_changes_the_dtype(torch):
    x = torch.ones(2, requires_grad=True)
    x.register_hook(lambda grad: grad.double())
    x.sum().backward()


def a_hook_of_a_module_that_returns_a_bare_tensor(torch):
    layer = torch.nn.Linear(2, 3)
    layer.register_full_backward_hook(lambda module, gi, go: gi[0])
    layer(torch.ones(4, 2, requires_grad=True)).sum().backward()


def in_place_after_a_module_with_a_backward_hook(torch):
    layer = torch.nn.Linear(2, 3)
    layer.register_full_backward_hook(lambda module, gi, go: None)
    y = layer(torch.ones(4, 2, requires_grad=True))
    y += 1


def the_name_of_a_function_in_the_error_of_a_view(torch):
    class BackwardAgain(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.view_as(x)

        @staticmethod
        def backward(ctx, grad):
            return grad

    y = BackwardAgain.apply(torch.ones(2, requires_grad=True))
    y += 1


def limits_that_are_tensors_in_place(torch):
    x = torch.tensor([-2.0, 0.5, 3.0], requires_grad=True)
    low, high = torch.tensor([-1.0, 0.0, 1.0], requires_grad=True), torch.tensor([1.0, 1.0, 2.0], requires_grad=True)
    y = (x * 1).clamp_(low, high)
    y.sum().backward()
    z = torch.arange(3).clamp_(min=torch.tensor(1))
    return [y, x.grad, low.grad, high.grad, z, (x * 1).clamp_(max=low.detach()[:1]).detach()]


def limits_of_a_higher_kind_in_place(torch):
    torch.arange(3).clamp_(min=torch.tensor([0.5]))


def powers_in_place(torch):
    return _told(
        lambda: torch.arange(3).pow_(-1),
        lambda: torch.arange(3).pow_(2),
        lambda: torch.tensor([True]).pow_(torch.tensor([True])),
        lambda: True ** torch.tensor([True]),
    )


def lerp_in_place(torch):
    x, weight = torch.zeros(2, requires_grad=True), torch.tensor([0.25, 0.75], requires_grad=True)
    y = (x * 1).lerp_(torch.ones(2), weight)
    y.sum().backward()
    told = _told(lambda: torch.zeros(2).lerp_(torch.ones(2).double(), 0.5))
    return [y, x.grad, weight.grad, told]


def turned_round_subtraction_of_tensors(torch):
    a, b = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor(5.0, requires_grad=True)
    y = torch.rsub(a, b)
    y.sum().backward()
    return [y, a.grad, b.grad, torch.rsub(torch.ones(2), 3, alpha=2)]


def numbers_copied_into_a_tensor(torch):
    return [torch.zeros(2).copy_(3), torch.zeros(2, dtype=torch.int64).copy_(True)]


def losses_and_layers_of_integers(torch):
    functional = torch.nn.functional
    x, target = torch.arange(4).view(2, 2), torch.tensor([0, 1])
    return _told(
        lambda: functional.nll_loss(x, target),
        lambda: functional.binary_cross_entropy_with_logits(x, x.float()),
        lambda: functional.layer_norm(x, (2,)),
        lambda: torch.nn.Conv2d(1, 1, 2)(x.double().view(1, 1, 2, 2)),
        lambda: torch.nn.Linear(1, 1)(torch.tensor(1.0)),
    )


def nan_goes_on_through_bent_losses(torch):
    functional = torch.nn.functional
    x = torch.tensor([float("nan"), 1.0], requires_grad=True)
    functional.smooth_l1_loss(x, torch.zeros(2)).backward()
    functional.huber_loss(x, torch.zeros(2)).backward()
    return x.grad


def numbers_that_no_integer_can_hold(torch):
    return _told(
        lambda: torch.tensor(float("nan"), dtype=torch.int64),
        lambda: torch.arange(float("nan")),
        lambda: torch.arange(0, float("inf")),
        lambda: torch.Tensor(2.5),
        lambda: torch.Tensor(),
    )


def dtypes_devices_and_sizes(torch):
    return _told(
        lambda: torch.finfo(torch.int64),
        lambda: torch.iinfo(torch.float32),
        lambda: torch.iinfo(torch.bool),
        lambda: torch.promote_types(torch.float32, 1),
        lambda: str(torch.result_type(1, 2.5)),
        lambda: torch.device("gpu"),
        lambda: torch.device("cpu:x"),
        lambda: (1,) + torch.Size([2]),  # noqa: RUF005
        lambda: torch.zeros(0, 3).stride(),
        lambda: torch.ones(2).broadcast_to(3, 2).shape,
        lambda: torch.allclose(torch.ones(1), torch.ones(1), rtol=-1),
        lambda: repr(torch.nn.Buffer(torch.ones(2))),
    )


def extra_state(torch):
    class Counter(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.count = 0

        def get_extra_state(self):
            return {"count": self.count}

        def set_extra_state(self, state):
            self.count = state["count"]

    first, second = Counter(), torch.nn.Sequential(Counter())
    first.count = 3
    state = torch.nn.Sequential(first).state_dict()
    second.load_state_dict(state)
    told = _told(
        lambda: second.load_state_dict({}), lambda: torch.nn.Sequential(torch.nn.ReLU()).load_state_dict(state)
    )
    return [dict(state), second[0].count, told]


def a_loader_keeps_its_settings(torch):
    loader = torch.utils.data.DataLoader([1, 2, 3], batch_size=2)
    loader.note = "mine"
    loader.batch_size = 3


def a_table_whose_long_rows_are_shortened(torch):
    functional = torch.nn.functional
    table = torch.nn.Embedding(4, 3, max_norm=1.0)
    with torch.no_grad():
        table.weight.copy_(torch.arange(12.0).reshape(4, 3) / 4)
    version = table.weight._version
    picked = table(torch.tensor([[0, 3], [3, 1]]))
    picked.pow(2).sum().backward()
    weight = torch.arange(6.0).reshape(3, 2)
    other = functional.embedding(torch.tensor([2, 1]), weight, max_norm=0.5, norm_type=float("inf"))
    return [picked, table.weight, table.weight.grad, table.weight._version - version, repr(table), other, weight]


def a_shortened_row_that_was_saved(torch):
    weight = torch.ones(2, 2, requires_grad=True)
    squares = weight**2
    torch.nn.functional.embedding(torch.tensor([0]), weight, max_norm=0.1)
    squares.sum().backward()


def masks_that_are_true_or_false(torch):
    x = torch.zeros(2)
    x[False] = torch.ones(5)
    version = x._version
    x[True] = 3
    return [x, version, _told(lambda: _written(torch, x, True, torch.ones(3)))]


def a_module_without_init(torch):
    class Bare(torch.nn.Module):
        def __init__(self):
            pass

    return _told(lambda: list(Bare().parameters()))


def in_place_methods_with_what_is_no_tensor(torch):
    import numpy as np

    x = torch.ones(2)
    return _told(
        lambda: x.add_(None),
        lambda: x.mul_("a"),
        lambda: x.sub_(np.ones(2)),
        lambda: x.div_([1, 2]),
    )


def sizes_and_dimensions_of_another_kind(torch):
    import numpy as np

    x = torch.arange(4.0).reshape(2, 2)
    return _told(
        lambda: torch.zeros(True),
        lambda: torch.zeros(np.ones(2)),
        lambda: torch.nn.functional.max_pool2d(None, 2),
        lambda: torch.nn.functional.pad([1.0], (1, 1)),
        lambda: torch.nn.functional.cosine_similarity(x, [1.0]),
        lambda: torch.bernoulli(0.5),
        lambda: torch.addmm(x, None, x),
        lambda: x.sum(torch.tensor(0)),
        lambda: torch.Size([1.5]),
        lambda: torch.Size([torch.tensor(2)]) * 2,
        lambda: torch.Size([1]) + [2],  # noqa: RUF005
        lambda: str(torch.result_type(tensor=x, other=1)),
    )


def lists_of_tensors_with_something_else(torch):
    import numpy as np

    x = torch.ones(2, 2)
    return _told(
        lambda: torch.cat([x, 3]),
        lambda: torch.stack([np.ones(2), x]),
        lambda: torch.einsum("ij,jk->ik", x, 3),
        lambda: torch.einsum("ij->i", [None]),
        lambda: x.index_put_((None, torch.tensor([0])), torch.tensor(1.0)),
        lambda: x.index_put_((0,), torch.tensor(1.0)),
    )

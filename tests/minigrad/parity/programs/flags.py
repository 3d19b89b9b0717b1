"""Who requires grad, who is a leaf, who gets a gradient."""


def defaults_of_every_constructor(torch):
    made = [
        torch.tensor([1.0, 2.0]),
        torch.tensor(3),
        torch.tensor([True, False]),
        torch.zeros(2, 3),
        torch.ones(2),
        torch.arange(3),
        torch.arange(0, 1, 0.25),
        torch.arange(1.0, 3.0),
        torch.tensor([]),
        torch.zeros(0, 2),
        torch.tensor([[1, 2], [3, 4]], dtype=torch.float64),
        torch.tensor([0.5, 2.7], dtype=torch.int64),
    ]
    drawn = torch.randn(2, 3)
    return [*made, drawn.requires_grad, drawn.is_leaf, list(drawn.shape), str(drawn.dtype)]


def asked_for_at_creation(torch):
    return [
        torch.tensor([1.0], requires_grad=True),
        torch.zeros(2, requires_grad=True),
        torch.ones(1, 2, requires_grad=True),
        torch.arange(2.0, requires_grad=True),
        torch.randn(2, requires_grad=True).is_leaf,
    ]


def any_input_is_enough(torch):
    a = torch.tensor([1.0, 2.0], requires_grad=True)
    b = torch.tensor([3.0, 4.0])
    return [a + b, b + a, b + b, a * 2, 2 * a, 1 - a, 1 / a, a / 2, a**2, 2**a, -a, b.sum(), a.sum(), (a + b) * b]


def results_that_cannot_require_grad(torch):
    a = torch.tensor([1.0, -2.0], requires_grad=True)
    return [a > 0, a == a, a != 1, a <= a, a.long(), a.bool(), a.detach(), a.to(torch.int64)]


def casts(torch):
    a = torch.tensor([1.5, 2.0], requires_grad=True)
    wide = a.to(torch.float64)
    (wide * wide).sum().backward()
    return [a.to(torch.float32) is a, a.float() is a, a.to("cpu") is a, wide, a.grad, wide.double() is wide]


def scaled_initial_weights_are_no_leaf(torch):
    w = torch.ones(2, 2, requires_grad=True) * 0.01
    (w * 3).sum().backward()
    return [w, w.grad]


def toggled_in_place(torch):
    a = torch.ones(2)
    same = a.requires_grad_()
    before = (a * 2).requires_grad
    a.requires_grad_(False)
    after = (a * 2).requires_grad
    a.requires_grad = True
    return [same is a, before, after, a]


def views_follow_their_base(torch):
    x = torch.tensor([1.0, 2.0])
    view = x.view(1, 2)
    seen = [view.requires_grad]
    x.requires_grad_()
    seen += [view.requires_grad, view.is_leaf, view[0].requires_grad, view.detach().requires_grad]
    (view * 3).sum().backward()
    seen += [(view * 3), x.grad, view.grad]
    view.requires_grad_(False)
    seen += [view.requires_grad]
    x.requires_grad_(False)
    return [*seen, view.requires_grad, view]


def toggling_keeps_the_gradient(torch):
    a = torch.ones(2, requires_grad=True)
    (a * 3).sum().backward()
    a.requires_grad_(False)
    return [a.grad, a.requires_grad]


def switched_off_after_recording(torch):
    w, v = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    y = w * v
    w.requires_grad_(False)
    y.backward()
    u = torch.tensor(2.0, requires_grad=True)
    z = u * u
    u.requires_grad_(False)
    u.requires_grad_(True)
    z.backward()
    return [w.grad, v.grad, u.grad]


def a_frozen_weight_moves_by_its_old_gradient(torch):
    w = torch.tensor(2.0, requires_grad=True)
    (w * w).backward()
    w.requires_grad_(False)
    torch.optim.SGD([w], lr=1.0).step()
    return [w, w.grad]


def switched_on_after_computing(torch):
    w = torch.tensor(2.0)
    y = w * 3
    w.requires_grad_()
    y.backward()


def toggling_is_no_write(torch):
    x = torch.ones(2, requires_grad=True)
    before = (x._version, x.data_ptr())
    x.requires_grad_(False)
    return [before == (x._version, x.data_ptr()), x]


def switching_off_a_result(torch):
    (torch.ones(2, requires_grad=True) * 2).requires_grad_(False)


def switching_off_a_result_by_assignment(torch):
    y = torch.ones(2, requires_grad=True) * 2
    y.requires_grad = False


def switching_on_a_result(torch):
    y = torch.ones(2, requires_grad=True) * 2
    return y.requires_grad_(True)


def integers_at_creation(torch):
    torch.tensor([1, 2], requires_grad=True)


def integers_from_zeros(torch):
    torch.zeros(2, dtype=torch.int64, requires_grad=True)


def integers_toggled(torch):
    torch.arange(3).requires_grad_()


def integers_assigned(torch):
    a = torch.arange(3)
    a.requires_grad = True


def bools_toggled(torch):
    torch.tensor([True]).requires_grad_()


def integers_may_be_told_no(torch):
    return torch.arange(3).requires_grad_(False)


def flag_on_the_loss_mends_nothing(torch):
    w = torch.tensor([2.0], requires_grad=True)
    loss = torch.tensor((w * 3).item())
    loss.requires_grad = True
    loss.backward()
    return [loss, loss.grad, w.grad]


def grad_of_a_result_is_not_kept(torch):
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    (y * 3).backward()
    return [x.grad, y.grad]


def tensor_of_a_tensor(torch):
    x = torch.ones(2, requires_grad=True)
    return torch.tensor(x)


def tensor_of_tensors(torch):
    a = torch.tensor([1.0, 2.0])
    return torch.tensor([a[0], a[1], 3.0])


def parameters_and_modules(torch):
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1))
    inputs = torch.ones(4, 3)
    out = model(inputs)
    return [
        [(name, p.requires_grad, p.is_leaf, list(p.shape)) for name, p in model.named_parameters()],
        inputs.requires_grad,
        out.requires_grad,
        out.is_leaf,
    ]


def wrong_grad_assigned(torch):
    x = torch.ones(2, requires_grad=True)
    x.grad = torch.ones(3)


def grad_of_another_type_assigned(torch):
    x = torch.ones(2, requires_grad=True)
    x.grad = 1.0

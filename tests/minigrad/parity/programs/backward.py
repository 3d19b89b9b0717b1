"""What backward does, leaves behind and refuses."""


def on_a_vector(torch):
    (torch.ones(2, requires_grad=True) * 2).backward()


def on_what_needs_no_grad(torch):
    torch.ones(1).backward()


def on_a_leaf(torch):
    x = torch.tensor(2.0, requires_grad=True)
    x.backward()
    return x.grad


def twice(torch):
    x = torch.ones(2, requires_grad=True)
    y = (x * x).sum()
    y.backward()
    y.backward()


def twice_through_a_shared_part(torch):
    x = torch.tensor(2.0, requires_grad=True)
    z = x * x
    (z * 3).backward()
    (z * 5).backward()


def twice_where_nothing_was_saved(torch):
    x = torch.ones(2, requires_grad=True)
    y = (x + 1).sum()
    y.backward()
    y.backward()
    return x.grad


def twice_with_retain_graph(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    y.backward(retain_graph=True)
    y.backward()
    return x.grad


def gradients_add_up(torch):
    w = torch.tensor(3.0, requires_grad=True)
    seen = []
    for _ in range(3):
        (w * 2).backward()
        seen.append(w.grad.item())
    return seen


def the_grad_tensor_stays_the_same_object(torch):
    w = torch.tensor(3.0, requires_grad=True)
    (w * 2).backward()
    kept = w.grad
    (w * 2).backward()
    return [kept, kept is w.grad]


def with_a_gradient(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x**2).backward(torch.tensor([1.0, 10.0]))
    return x.grad


def with_a_gradient_of_the_wrong_shape(torch):
    (torch.ones(2, requires_grad=True) * 2).backward(torch.ones(3))


def with_a_number_as_gradient(torch):
    try:
        (torch.ones(2, requires_grad=True) * 2).backward(1.0)
    except TypeError:  # minigrad's message says more than PyTorch's "'float' object is not iterable"
        return "TypeError"


def diamond(torch):
    x = torch.tensor(2.0, requires_grad=True)
    a = x * 3
    y = a * a + a
    y.backward()
    return [y, x.grad]


def long_way_and_short_way(torch):
    x = torch.tensor(2.0, requires_grad=True)
    y = x
    for _ in range(5):
        y = y * x
    (y + x).backward()
    return x.grad


def two_leaves_one_constant(torch):
    w = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    b = torch.tensor([0.5, -0.5], requires_grad=True)
    x = torch.tensor([[1.0, -1.0]])
    loss = ((x @ w + b) ** 2).mean()
    loss.backward()
    return [loss, w.grad, b.grad, x.grad]


def numpy_of_what_requires_grad(torch):
    torch.ones(2, requires_grad=True).numpy()


def numpy_of_a_detached_alias(torch):
    x = torch.ones(2, requires_grad=True)
    x.detach().numpy()[0] = 5.0
    return x


def item_of_many(torch):
    torch.ones(3).item()


def truth_of_many(torch):
    bool(torch.ones(3))


def inplace_on_a_leaf(torch):
    x = torch.ones(2, requires_grad=True)
    x += 1


def inplace_method_on_a_leaf(torch):
    torch.ones(2, requires_grad=True).mul_(2)


def inplace_on_a_view_of_a_leaf(torch):
    x = torch.ones(2, 2, requires_grad=True)
    x[0].add_(1)


def inplace_on_a_leaf_under_no_grad(torch):
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        x -= 0.5
    return [x, x._version]


def overwritten_before_backward(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    with torch.no_grad():
        x.mul_(2)
    y.backward()


def overwritten_through_detach(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.exp()
    z = y.sum()
    y.detach().zero_()
    z.backward()


def what_overwritten_results_are_called(torch):
    def message(make):
        y = make(torch.tensor([1.0, 2.0], requires_grad=True))
        z = (y * y).sum()
        y.detach().add_(1)
        try:
            z.backward()
        except RuntimeError as error:
            return str(error)

    makers = (
        lambda x: x,
        lambda x: x * 3,
        lambda x: x + 3,
        lambda x: 2 - x,
        lambda x: x.sum(0),
        lambda x: x[0],
        lambda x: x.t(),
    )
    return [message(make) for make in makers]


def harmless_overwrite(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x + 1).sum()
    with torch.no_grad():
        x.mul_(2)
    y.backward()
    return x.grad


def detach_shares(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    d = y.detach()
    d += 10
    return [y, d, d.data_ptr() == y.data_ptr(), y._version, d is y]


def clone_copies(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    c = x.clone()
    (c * 3).sum().backward()
    return [c, c.data_ptr() == x.data_ptr(), x.grad]


def what_still_flows_beside_a_detach(torch):
    x = torch.tensor(3.0, requires_grad=True)
    d = (x * x).detach()
    y = d * x + x
    y.backward()
    return [y, x.grad]


def modes(torch):
    x = torch.ones(2, requires_grad=True)
    seen = [torch.is_grad_enabled()]
    with torch.no_grad():
        seen += [torch.is_grad_enabled(), (x * 2).requires_grad, torch.ones(1, requires_grad=True).requires_grad]
        with torch.enable_grad():
            seen += [(x * 2).requires_grad]
        seen += [torch.is_grad_enabled()]
    torch.no_grad()
    seen += [torch.is_grad_enabled(), (x * 2).requires_grad]
    torch.set_grad_enabled(False)
    seen += [torch.is_grad_enabled()]
    torch.set_grad_enabled(True)
    with torch.set_grad_enabled(False):
        seen += [(x * 2).requires_grad]
    return [*seen, torch.is_grad_enabled()]


def modes_as_decorators(torch):
    @torch.no_grad()
    def plain(x):
        return (x * 2).requires_grad

    @torch.no_grad
    def bare(x):
        return (x * 2).requires_grad

    @torch.set_grad_enabled(False)
    def chosen(x):
        return (x * 2).requires_grad

    @torch.no_grad()
    def steps(x):
        got = yield (x * 2).requires_grad
        yield [got, torch.is_grad_enabled()]

    x = torch.ones(2, requires_grad=True)
    generator = steps(x)
    seen = [next(generator), torch.is_grad_enabled(), generator.send("sent"), torch.is_grad_enabled()]
    return [plain(x), bare(x), chosen(x), torch.is_grad_enabled(), *seen, plain.__name__]


def modes_after_an_exception(torch):
    try:
        with torch.no_grad():
            raise KeyError
    except KeyError:
        return torch.is_grad_enabled()


def training_a_line(torch):
    x = torch.tensor([[0.0], [1.0], [2.0], [3.0]])
    y = 2 * x + 1
    model = torch.nn.Linear(1, 1)
    with torch.no_grad():
        model.weight.zero_()
        model.bias.zero_()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.5, weight_decay=0.01)
    losses = []
    for _ in range(5):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return [losses, model.weight, model.bias, model.weight.grad]


def a_two_layer_network(torch):
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
    with torch.no_grad():
        for k, parameter in enumerate(model.parameters()):
            parameter.zero_()
            parameter.add_(0.1 * (k + 1))
    model[0].requires_grad_(False)
    loss = torch.nn.MSELoss()(model(torch.ones(4, 2)), torch.zeros(4, 1))
    loss.backward()
    grads = [parameter.grad for parameter in model.parameters()]
    model.zero_grad()
    return [loss, grads, [parameter.grad for parameter in model.parameters()], str(model)]


def zeros_instead_of_none(torch):
    layer = torch.nn.Linear(2, 1)
    layer(torch.ones(1, 2)).sum().backward()
    layer.zero_grad(set_to_none=False)
    return [parameter.grad for parameter in layer.parameters()]


def optimizer_without_parameters(torch):
    torch.optim.SGD([], lr=0.1)


def optimizer_on_a_result(torch):
    torch.optim.SGD([torch.ones(2, requires_grad=True) * 2], lr=0.1)


def optimizer_on_a_tensor(torch):
    torch.optim.SGD(torch.ones(2, requires_grad=True), lr=0.1)


def optimizer_with_a_negative_rate(torch):
    torch.optim.SGD([torch.ones(2, requires_grad=True)], lr=-0.1)


def module_without_forward(torch):
    class Empty(torch.nn.Module):
        pass

    Empty()(1)


def module_without_init(torch):
    class Hasty(torch.nn.Module):
        def __init__(self):
            self.layer = torch.nn.Linear(1, 1)

    Hasty()


def module_attribute_replaced_by_a_tensor(torch):
    layer = torch.nn.Linear(2, 1)
    layer.weight = torch.ones(1, 2)


def unknown_attributes(torch):
    seen = []
    for thing in (torch.ones(1), torch.nn.Linear(1, 1)):
        try:
            thing.nonsense  # noqa: B018
        except AttributeError as error:
            seen.append(str(error))
    return seen


def views_made_under_no_grad(torch):
    x = torch.tensor([[1.0, 2.0]], requires_grad=True)
    h = x * 2
    with torch.no_grad():
        views = [x.view(2), x[0], x[:, :1], x.t(), x.unsqueeze(0), x[...], h.view(2), x.view(2)[0]]
        others = [x.detach(), x.clone(), x * 1, x[[0]], x.data, x.to(torch.float64)]
        same = x.to(torch.float32) is x
        array = x.numpy().tolist()
    y = (views[0] * 3).sum()
    y.backward()
    z = (views[6] * 3 + x.sum()).sum()
    z.backward()
    return [views, others, same, array, y, x.grad, views[0].grad, views[6].grad]


def backward_from_a_view_made_under_no_grad(torch):
    x = torch.tensor([1.0], requires_grad=True)
    with torch.no_grad():
        view = x.view(1)
    view.backward()


def inplace_on_a_view_made_under_no_grad(torch):
    x = torch.tensor([1.0], requires_grad=True)
    with torch.no_grad():
        view = x.view(1)
        view.add_(1)
    view.add_(1)


def inplace_on_an_expanded_tensor(torch):
    torch.ones(2, 1).expand(2, 3).add_(1)


def what_came_before_an_error_is_kept(torch):
    a, b, c = (torch.tensor(float(k), requires_grad=True) for k in (1, 2, 3))
    shared = a.exp() * b
    shared.backward()
    try:
        (shared * c + b).backward()
    except RuntimeError as error:
        return [str(error), a.grad, b.grad, c.grad]


def to_what_is_no_tensor(torch):
    x = torch.ones(2, requires_grad=True)
    seen = []
    for call in (
        lambda: x.sum().backward(inputs=[x, 3]),
        lambda: torch.autograd.grad(x.sum(), "x"),
        lambda: torch.autograd.grad((None,), x),
    ):
        try:
            seen.append(call())
        except (RuntimeError, TypeError, AssertionError) as error:
            seen.append([type(error).__name__, str(error)])
    return [seen, x.grad]

"""Corners of the graph that code written for PyTorch runs into: hooks, nodes called by hand, edges, batches."""


def a_node_called_with_too_many_gradients(torch):
    y = torch.ones(2, requires_grad=True) ** 2
    return y.grad_fn(torch.ones(2), torch.ones(2))


def a_node_called_with_none(torch):
    return (torch.ones(2, requires_grad=True) ** 2).grad_fn()


def a_result_without_gradient_still_tells_its_hook(torch):
    first, second = torch.ones(2, requires_grad=True).unbind()
    seen = []
    first.register_hook(lambda grad: seen.append(None if grad is None else grad.item()))
    second.backward()
    first.backward()
    return seen


def a_hook_makes_up_a_gradient(torch):
    first, second = torch.ones(2, requires_grad=True).unbind()
    first.register_hook(lambda grad: torch.tensor(5.0))
    second.backward()


def a_hook_after_accumulation_returns_something(torch):
    x = torch.ones(2, requires_grad=True)
    x.register_post_accumulate_grad_hook(lambda leaf: leaf.grad)
    x.sum().backward()


def an_optimizer_inside_backward(torch):
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    optimizer = torch.optim.Adam([x], lr=0.1)

    def step(leaf):
        optimizer.step()
        optimizer.zero_grad()

    handle = x.register_post_accumulate_grad_hook(step)
    for _ in range(2):
        (x * x).sum().backward()
    handle.remove()
    (x * x).sum().backward()
    return [x, x.grad, x._version]


def edges_in_the_place_of_tensors(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    middle = (x * x).sum()
    edge = torch.autograd.graph.get_gradient_edge(middle)
    out = middle.exp()
    (at_middle,) = torch.autograd.grad(out, (edge,), retain_graph=True)
    (at_x,) = torch.autograd.grad(edge, (x,), grad_outputs=(at_middle,), retain_graph=True)
    torch.autograd.backward(edge, inputs=(x,))
    return [at_middle, at_x, x.grad, edge.output_nr, edge.node is middle.grad_fn]


def the_edge_of_data(torch):
    torch.autograd.graph.get_gradient_edge(torch.ones(2))


def a_batch_of_gradients(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return torch.autograd.grad(x**3, x, torch.eye(2), is_grads_batched=True)


def a_batch_of_gradients_of_another_shape(torch):
    x = torch.ones(2, 2, requires_grad=True)
    torch.autograd.grad(x * 2, x, torch.ones(2, 2), is_grads_batched=True)


def large_gradients_from_several_ways(torch):
    x = torch.linspace(-1, 1, 2400, dtype=torch.float64).view(4, 20, 30).requires_grad_()
    mean, variance = x.mean((0, 2), keepdim=True), x.var(dim=[0, 2], keepdim=True)
    (mean * variance + x * mean + x.sum() * 0.01 + x.expand(2, 4, 20, 30)[1]).sum().backward()
    twice = torch.ones(1500, requires_grad=True)
    total = twice.sum() + (twice * twice).sum() + twice.mean() + twice.view(3, 500).sum()
    total.backward()
    return [x.grad[0, 0, :3], x.grad[3, 19, 27:], x.grad.sum(), twice.grad[:2], twice.grad.sum()]


def an_error_below_another_backward(torch):
    class Inner(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            return g * float("nan")

    class Outer(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            return Inner.apply(g)

    import warnings

    x, start = torch.ones(1, requires_grad=True), torch.ones(1, requires_grad=True)
    with warnings.catch_warnings(record=True) as caught, torch.autograd.set_detect_anomaly(True):
        warnings.simplefilter("always")
        (g,) = torch.autograd.grad(Outer.apply(x), x, start, create_graph=True)
        try:
            g.backward()
        except RuntimeError as error:
            return [str(error), [str(w.message).strip().split("\n")[0] for w in caught]]


def gradcheck_runs_hooks_and_asks_for_zeros(torch):
    def hooked(hook):
        def function(x):
            y = x.clone()
            y.register_hook(hook)
            return y

        return function

    class Constant(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return torch.full_like(g, 2.0)

    x = torch.ones((), dtype=torch.float64, requires_grad=True)
    seen = [torch.autograd.gradcheck(hooked(lambda g: None), (x,))]
    for function in (hooked(lambda g: g + 1), Constant.apply):
        try:
            torch.autograd.gradcheck(function, (x,))
        except RuntimeError as error:
            seen.append(str(error).split("\n")[0])
    return seen


def the_output_that_a_message_names(torch):
    class Both(torch.autograd.Function):
        @staticmethod
        def forward(ctx, value):
            first, second = value * 2, value * 3
            ctx.save_for_backward(first, second)
            return first, second

        @staticmethod
        def backward(ctx, grad, other):
            return ctx.saved_tensors[0] * grad

    messages = []
    for saved_by_itself in (False, True):
        second = Both.apply(torch.ones(3, requires_grad=True))[1]
        result = second if saved_by_itself else second * second
        with torch.no_grad():
            second.mul_(2)
        try:
            result.sum().backward()
        except RuntimeError as error:
            messages.append(str(error))
    second = torch.ones(2, 3, requires_grad=True).unbind()[1]
    result = second * second
    with torch.no_grad():
        second.mul_(2)
    try:
        result.sum().backward()
    except RuntimeError as error:
        messages.append(str(error))
    return messages

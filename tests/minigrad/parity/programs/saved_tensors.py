"""Saved tensors: detached or overwritten before backward, freed by it, packed by hooks."""


def indices_are_freed_by_backward(torch):
    x = torch.ones(3, requires_grad=True)
    y = x[[0, 2]].sum()
    y.backward()
    y.backward()


def gathered_indices_are_freed_by_backward(torch):
    y = torch.ones(2, 2, requires_grad=True).gather(1, torch.tensor([[0], [1]])).sum()
    y.backward()
    y.backward()


def indices_are_kept_if_asked(torch):
    x = torch.ones(3, requires_grad=True)
    y = x[torch.tensor([0, 0, 2])].sum()
    y.backward(retain_graph=True)
    y.backward()
    return x.grad


def relu_twice(torch):
    x, weights = torch.tensor([1.0, -1.0, 2.0], requires_grad=True), torch.tensor([-2.0, 3.0, -4.0], requires_grad=True)
    (grad,) = torch.autograd.grad(torch.relu(x), x, weights, create_graph=True)
    return [grad.detach(), torch.autograd.grad(grad.sum(), weights)]


def a_derivative_that_cannot_be_differentiated_again(torch):
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, unused, y):
            ctx.save_for_backward(x, y)
            return x * y

        @staticmethod
        @torch.autograd.function.once_differentiable
        def backward(ctx, grad):
            x, y = ctx.saved_tensors
            return grad * y, None, grad * x

    x, y = (torch.full((2,), value, requires_grad=True) for value in (2.0, 3.0))
    start = torch.ones(2, requires_grad=True)
    first, _ = torch.autograd.grad(Square.apply(x, None, y), (x, y), start, create_graph=True)
    seen = [first]
    try:
        first.sum().backward()
    except RuntimeError as error:
        seen.append(str(error))
    return seen


def a_pack_hook_that_writes(torch):
    x = torch.ones(2, requires_grad=True).clone()
    with torch.autograd.graph.saved_tensors_hooks(lambda tensor: tensor.mul_(2), lambda tensor: tensor):
        x.exp()
        return x * x


def an_unpack_hook_that_returns_a_number(torch):
    x = torch.ones(2, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(lambda tensor: tensor, lambda tensor: 1):
        y = x * x
    y.sum().backward()


def leaky_relu_twice(torch):
    x = torch.tensor([1.0, -1.0], requires_grad=True)
    (grad,) = torch.autograd.grad(torch.nn.functional.leaky_relu(x, 0.1).sum(), x, create_graph=True)
    grad.sum().backward()
    return [grad.detach(), x.grad]


def a_saved_tensor_detached_in_place(torch):
    a = torch.tensor(1.0, requires_grad=True).clone()
    b = a.sin()
    a.detach_()
    b.backward()


def a_saved_factor_detached_in_place(torch):
    x = torch.tensor(1.0, requires_grad=True)
    a = x * 2
    b = x * a
    a.detach_()
    b.backward()


def a_saved_matrix_detached_in_place(torch):
    a = torch.ones(2, 2, requires_grad=True) * 2
    b = a @ a
    a.detach_()
    b.sum().backward()


def detached_in_place_where_nothing_was_saved(torch):
    seen = []
    for use in (lambda a: a + 1, lambda a: a * 3, lambda a: a.exp() * 2):
        x = torch.tensor(1.0, requires_grad=True)
        a = x * 2
        b = use(a)
        a.detach_()
        b.backward()
        seen.append(x.grad)
    x, y = torch.tensor(1.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    b = x * y
    x.detach_()
    b.backward()
    return [*seen, x.grad, y.grad]


def a_saved_result_detached_in_place(torch):
    x = torch.tensor(1.0, requires_grad=True)
    y = x.exp()
    z = y + 1
    y.detach_()
    z.backward()
    return x.grad


def a_power_saves_its_result_for_nobody(torch):
    base = torch.tensor([0.5, 0.75], requires_grad=True) * 1
    out = base ** torch.tensor([0.25, 0.5])
    seen = [out.grad_fn._saved_result, out.grad_fn._saved_exponent]
    out.add_(1.0)
    out.sum().backward()
    return seen


def detached_in_place_and_overwritten(torch):
    x = torch.tensor([3.0], requires_grad=True)
    y = x * 2
    z = y * y
    y.detach_()
    y.add_(1)
    z.backward()


def pack_hooks_run_without_recording(torch):
    seen = []
    x = torch.ones(2, requires_grad=True)

    def pack(tensor):
        seen.append([torch.is_grad_enabled(), tensor.requires_grad, tensor.is_leaf])
        return tensor * 2

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        y = (x * x).exp()
    y.sum().backward()
    return [seen, x.grad]


def an_index_written_to_before_backward(torch):
    x = torch.ones(2, 2, requires_grad=True)
    mask, places = torch.tensor([[True, False], [True, True]]), torch.tensor([[0, 1]])
    results = [(x * 1)[mask], (x * 1)[places[0]], (x * 1).gather(0, places), torch.masked_select(x * 1, mask)]
    written = torch.zeros(2, 2) * x
    written[places[0]] = x * 3
    saved = [results[1].grad_fn._saved_indices, results[2].grad_fn._saved_index]
    mask.fill_(True)
    places.zero_()
    seen = []
    for result in results:
        try:
            result.sum().backward()
        except RuntimeError as error:
            seen.append(str(error))
    return [seen, saved, x.grad]


def what_was_not_saved_is_none_also_after_freeing(torch):
    w, c = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([2.0, 3.0])
    found = []
    for result in (w * c, c * w, w @ c, w / c, c / w, c**w):
        node, other = result.grad_fn, "_saved_tensor" if result.ndim == 0 else "_saved_other"
        result.sum().backward()
        for name in ("_saved_self", other) if "Pow" not in node.name() else ("_saved_self", "_saved_result"):
            try:
                found.append((node.name(), name, getattr(node, name)))
            except RuntimeError as error:
                found.append((node.name(), name, str(error)[:60]))
    return found

"""Linear, the usual cross-entropy and ReLU take short ways: the nodes, errors and gradients are the same."""


def _names(function):
    """Return the names of the nodes from `function` down, each once, in the order of a walk."""
    names, stack, seen = [], [function], set()
    while stack:
        node = stack.pop()
        if node is not None and node not in seen:
            seen.add(node)
            names.append(type(node).__name__)
            stack.extend(function for function, _ in reversed(node.next_functions))
    return names


def _model(torch):
    layer = torch.nn.Linear(3, 4)
    with torch.no_grad():
        layer.weight.copy_(torch.arange(12.0).reshape(4, 3) % 5 - 2)
        layer.bias.copy_(torch.arange(4.0) - 1)
    return layer, torch.tensor([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]]), torch.tensor([2, 0])


def _tried(function):
    try:
        return function()
    except RuntimeError as error:
        return str(error)


def nodes(torch):
    layer, x, labels = _model(torch)
    seen = []
    for x_grad, weight_grad, bias_grad in [(0, 0, 1), (0, 1, 0), (1, 0, 0), (1, 1, 1), (0, 0, 0)]:
        layer.weight.requires_grad_(bool(weight_grad))
        layer.bias.requires_grad_(bool(bias_grad))
        out = layer(x.clone().requires_grad_(bool(x_grad)))
        loss = torch.nn.functional.cross_entropy(out, labels)
        seen.append([_names(loss.grad_fn), loss.requires_grad])
        if loss.requires_grad:
            saved = [getattr(out.grad_fn, name, None) for name in ("_saved_mat1", "_saved_mat2")]
            seen.append([None if matrix is None else matrix.tolist() for matrix in saved])
            loss.backward()
            seen.append([layer.weight.grad, layer.bias.grad])
    return seen


def saved_tensors(torch):
    layer, x, labels = _model(torch)
    out = layer(x)
    loss = torch.nn.functional.cross_entropy(out, labels)
    nll = loss.grad_fn
    softmax = nll.next_functions[0][0]
    return [
        *(nll._saved_self, nll._saved_target, nll._saved_weight),
        *(softmax._saved_result, softmax._saved_result.grad_fn is softmax, out.grad_fn._saved_mat1 is x),
    ]


def a_second_time(torch):
    layer, x, labels = _model(torch)
    loss = torch.nn.functional.cross_entropy(layer(x), labels)
    loss.backward()
    return [_tried(loss.backward)]


def kept_for_a_second_time(torch):
    layer, x, labels = _model(torch)
    loss = torch.nn.functional.cross_entropy(layer(x), labels)
    loss.backward(retain_graph=True)
    loss.backward()
    return [layer.weight.grad, layer.bias.grad]


def overwritten_input(torch):
    layer, x, labels = _model(torch)
    loss = torch.nn.functional.cross_entropy(layer(x), labels)
    x.add_(1)
    return [_tried(loss.backward)]


def overwritten_weight(torch):
    layer, x, labels = _model(torch)
    loss = torch.nn.functional.cross_entropy(layer(x.requires_grad_()), labels)
    with torch.no_grad():
        layer.weight.add_(1)
    return [_tried(loss.backward)]


def overwritten_labels(torch):
    layer, x, labels = _model(torch)
    loss = torch.nn.functional.cross_entropy(layer(x), labels)
    labels.zero_()
    return [_tried(loss.backward)]


def detached_input(torch):
    layer, x, labels = _model(torch)
    h = x.requires_grad_() * 2
    loss = torch.nn.functional.cross_entropy(layer(h), labels)
    h.detach_()
    return [_tried(loss.backward)]


def second_derivatives(torch):
    layer, x, labels = _model(torch)
    layer, x = layer.double(), x.double().requires_grad_()
    loss = torch.nn.functional.cross_entropy(layer(x), labels)
    first = torch.autograd.grad(loss, [x, layer.weight, layer.bias], create_graph=True)
    second = torch.autograd.grad(sum((g * g).sum() for g in first), [x, layer.weight, layer.bias])
    return [(g.detach() * 1e8).round() / 1e8 for g in (*first, *second)]


def hooks_on_the_way(torch):
    layer, x, labels = _model(torch)
    seen = []
    out = layer(x)
    out.register_hook(lambda grad: seen.append(["out", grad]))
    loss = torch.nn.functional.cross_entropy(out, labels)
    for node in (loss.grad_fn, loss.grad_fn.next_functions[0][0], out.grad_fn):
        name = type(node).__name__
        node.register_hook(lambda inputs, outputs, name=name: seen.append([name, len(inputs), outputs[0]]))
    loss.backward()
    return [*seen, layer.weight.grad]


def ignored_and_wrong_labels(torch):
    _, x, _ = _model(torch)
    x.requires_grad_()
    seen = []
    for labels, ignored in (([2, 0], 2), ([2, 0], -100), ([0, -100], -100), ([1, 1], 1)):
        loss = torch.nn.functional.cross_entropy(x, torch.tensor(labels), ignore_index=ignored)
        seen.append([loss, torch.autograd.grad(loss, x)[0]])
    for labels in ([0, 3], [-1, 0]):
        try:
            torch.nn.functional.cross_entropy(x, torch.tensor(labels))
        except IndexError as error:
            seen.append(str(error))
    return seen


def large_gradients_through_zeros(torch):
    """Where a large ReLU or pool lets nothing through, the gradient is 0: not -0, and not inf * 0."""
    x = (torch.arange(600.0) - 300).requires_grad_()
    down = torch.full((600,), -1.0)
    down[:3] = -float("inf")
    torch.relu(x).backward(down)
    pictures = torch.arange(1024.0).reshape(1, 1, 32, 32).requires_grad_()
    pooled = torch.nn.functional.max_pool2d(pictures, 2)
    start = torch.full((1, 1, 16, 16), -1.0)
    start[0, 0, 0, 0] = -float("inf")
    pooled.backward(start)
    return [x.grad[:5], x.grad[-3:], (1 / x.grad[x.grad == 0]).unique(), pictures.grad[0, 0, :2, :4],
            (1 / pictures.grad[pictures.grad == 0]).unique()]  # fmt: skip


def broadcast_divisors(torch):
    rows = ((torch.arange(400.0).reshape(2, 200) % 7 - 3) / 4).double().requires_grad_()
    by = torch.tensor([[2.0], [-0.5]], dtype=torch.float64, requires_grad=True)
    (rows / by).square().sum().backward()
    zero = torch.tensor([[0.0], [1.0]], dtype=torch.float64, requires_grad=True)
    (rows / zero).backward(torch.ones(2, 200).double())
    return [rows.grad[:, :4], by.grad, zero.grad]

"""Convolution and pooling: values, gradients, names of nodes, and what they refuse."""


def _numbers(torch, *shape):
    count = 1
    for size in shape:
        count *= size
    return (torch.arange(count, dtype=torch.float64) * 7 % 11 - 5).reshape(shape).requires_grad_()


def _with_gradients(torch, result, *leaves):
    first = torch.autograd.grad((result * result).sum(), leaves, create_graph=True)
    second = torch.autograd.grad(sum((g * g).sum() for g in first), leaves)
    return [result.detach(), [g.detach() for g in first], list(second)]


def conv2d(torch):
    x, w, b = _numbers(torch, 2, 4, 5, 6), _numbers(torch, 6, 2, 3, 2), _numbers(torch, 6)
    result = torch.nn.functional.conv2d(x, w, b, stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2)
    return _with_gradients(torch, result, x, w, b)


def conv2d_same(torch):
    x, w = _numbers(torch, 2, 5, 6), _numbers(torch, 3, 2, 3, 3)
    return _with_gradients(torch, torch.nn.functional.conv2d(x, w, padding="same"), x, w)


def conv2d_node(torch):
    x, w = _numbers(torch, 1, 2, 5, 6), _numbers(torch, 3, 2, 3, 3)
    node = torch.nn.functional.conv2d(x, w).grad_fn
    frozen = torch.nn.functional.conv2d(x, w.detach()).grad_fn
    names = [[f and f.name() for f, _ in n.next_functions] for n in (node, frozen)]
    return [node.name(), names, node._saved_stride, node._saved_padding, node._saved_groups, node._saved_weight.shape]


def max_pool2d(torch):
    x = _numbers(torch, 2, 5, 7)
    result, indices = torch.nn.functional.max_pool2d(x, (2, 3), (2, 1), (1, 0), ceil_mode=True, return_indices=True)
    return [result.grad_fn.name(), indices, _with_gradients(torch, result, x)]


def avg_pool2d(torch):
    x = _numbers(torch, 2, 1, 6, 6)
    result = torch.nn.functional.avg_pool2d(x, 3, 2, 1, ceil_mode=True)
    inside = torch.nn.functional.avg_pool2d(x, 3, 2, 1, count_include_pad=False)
    return [result.grad_fn.name(), _with_gradients(torch, result, x), inside.detach()]


def _refused(torch, name, input_shape, *arguments, **settings):
    function = getattr(torch.nn.functional, name)
    function(torch.zeros(input_shape), *arguments, **settings)


def conv2d_of_other_channels(torch):
    _refused(torch, "conv2d", (2, 3, 5, 6), torch.zeros(6, 4, 3, 3))


def conv2d_of_a_matrix(torch):
    _refused(torch, "conv2d", (5, 6), torch.zeros(6, 4, 3, 3))


def conv2d_of_a_small_picture(torch):
    _refused(torch, "conv2d", (2, 4, 2, 6), torch.zeros(6, 4, 3, 3))


def conv2d_with_another_bias(torch):
    _refused(torch, "conv2d", (2, 4, 5, 6), torch.zeros(6, 4, 3, 3), torch.zeros(5))


def conv2d_with_another_dtype(torch):
    _refused(torch, "conv2d", (2, 4, 5, 6), torch.zeros(6, 4, 3, 3, dtype=torch.float64))


def conv2d_same_with_a_stride(torch):
    _refused(torch, "conv2d", (2, 4, 5, 6), torch.zeros(6, 4, 3, 3), padding="same", stride=2)


def conv2d_with_no_stride(torch):
    _refused(torch, "conv2d", (2, 4, 5, 6), torch.zeros(6, 4, 3, 3), stride=0)


def max_pool2d_of_a_matrix(torch):
    _refused(torch, "max_pool2d", (5, 6), 2)


def max_pool2d_of_a_small_picture(torch):
    _refused(torch, "max_pool2d", (1, 1, 2, 2), 3)


def max_pool2d_with_much_padding(torch):
    _refused(torch, "max_pool2d", (1, 1, 4, 4), 2, padding=2)

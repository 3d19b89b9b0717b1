"""Tensors written in place or by index, copied, deleted and made of other things."""


def a_gradient_that_is_a_view_is_added_to_in_place(torch):
    memory, x = torch.zeros(4), torch.ones(2, requires_grad=True)
    x.grad = memory[1:3]
    (x * 3).sum().backward()
    return [memory, x.grad._version]


def deleted_attributes(torch):
    x, seen = torch.ones(2, requires_grad=True), []
    x.grad = torch.ones(2)
    del x.grad
    for name in ("data", "requires_grad"):
        try:
            delattr(x, name)
        except RuntimeError as error:
            seen.append(type(error).__name__)
    return [x.grad, seen, x]


def tensors_by_the_name_of_their_type(torch):
    made = [torch.LongTensor([1, 2]), torch.FloatTensor([1, 2]), torch.BoolTensor([True]), torch.DoubleTensor([0.5])]
    kinds = [isinstance(made[0], torch.LongTensor), isinstance(made[0], torch.FloatTensor), made[1].type()]
    cast = [made[0].type(torch.FloatTensor), made[1].type("torch.LongTensor"), made[1].type(torch.float64)]
    return [made, kinds, cast, list(torch.Tensor(2, 3).shape)]


def scattered_in_place(torch):
    x, source = torch.zeros(2, 3, requires_grad=True), torch.tensor([[1.0], [2.0]], requires_grad=True)
    index = torch.tensor([[2], [0]])
    y = (x * 1).scatter_(1, index, source)
    z = (x * 1).scatter_add_(1, index, source).scatter_(1, torch.tensor([[1], [1]]), 9.0)
    (y.sum() + (z * z).sum()).backward()
    return [y.detach(), z.detach(), x.grad, source.grad]


def numpy_numbers_in_lists(torch):
    import numpy

    return [torch.tensor([numpy.float64(1.5), 2.0]), torch.tensor([1.5, 2.0]), torch.arange(0.0, 3), torch.arange(0, 3)]


def an_inference_tensor_that_requires_grad_beside_others(torch):
    with torch.inference_mode():
        w, v = torch.ones(2, requires_grad=True), torch.ones(2)
    results = [w + 1, w * torch.ones(2), w + v, w * w, torch.stack([torch.ones(2), w]), w.exp()]
    (results[0] * 3).sum().backward()
    return [results, w.grad]


def whole_divisions_and_bits_in_place(torch):
    x, k = torch.tensor([7.5, -3.0, 2.0]), torch.tensor([6, 5, 4])
    alias, other = x, k
    x //= 2
    x %= 1.5
    k %= torch.tensor([4, 4, 3])
    k //= 1
    k &= 3
    k |= 4
    k ^= torch.tensor([1, 0, 1])
    b = torch.tensor([True, False])
    b &= torch.tensor([True, True])
    w = torch.tensor([7.5, -3.0], requires_grad=True)
    y, z = w * 1, w * 1
    y %= 2
    y.sum().backward()
    z //= 2
    return [alias is x, x, x._version, other is k, k, k._version, b, y, w.grad, z]


def a_whole_division_in_place_has_no_derivative(torch):
    w = torch.tensor([7.5, -3.0], requires_grad=True)
    z = w * 1
    z //= 2
    z.sum().backward()


def bits_of_a_float_in_place(torch):
    k = torch.tensor([6, 5])
    k &= 2.5


def a_layer_made_in_inference_mode(torch):
    with torch.inference_mode():
        layer = torch.nn.Linear(2, 1)
    layer(torch.ones(3, 2)).sum().backward()
    seen = [layer.weight.grad, layer.bias.grad]
    try:
        layer(torch.ones(3, 2, requires_grad=True))
    except RuntimeError as error:
        seen.append(str(error))
    return seen


def copies_share_what_was_shared(torch):
    import copy

    x = torch.arange(4.0)
    first, part, turned = copy.deepcopy([x, x[1:], x.view(2, 2).t()])
    first[1] = 7
    return [part, turned, turned.stride(), part._is_view(), x]


def assigned_where_it_may_not_be(torch):
    x = torch.ones(2)
    seen = []
    for name, value in (("requires_grad", 1), ("is_leaf", True), ("grad_fn", None), ("_version", 3), ("shape", (1,))):
        try:
            setattr(x, name, value)
        except (RuntimeError, AttributeError) as error:
            seen.append([type(error).__name__, str(error)])
    return seen


def a_stale_view_printed(torch):
    x = torch.ones(2, requires_grad=True) * 1
    with torch.no_grad():
        view = x[0]
    x.mul_(2)
    return repr(view)


def indexed_with_a_part_of_itself(torch):
    x = torch.arange(6.0).view(2, 3)
    x[0:1] = x[0]
    x[None] = x
    x[[0]] = x[0]


def what_was_expanded_is_contiguous_again(torch):
    expanded = torch.ones(2, 3).expand(2, 2, 3)
    results = [
        expanded.double(), expanded.long(), expanded + torch.ones(2, 3, dtype=torch.float64), expanded * 2,
        torch.zeros_like(expanded), expanded.repeat(1, 1, 1),
    ]  # fmt: skip
    strides = [list(torch.ones(3, 1).expand(size).stride()) for size in ((2, 3, 1), (1, 3, 1), (3, 4))]
    return [[list(r.stride()) for r in results], [list(r.view(-1).shape) for r in results], strides]


def without_sizes(torch):
    seen = []
    for name in ("expand", "flip", "permute", "repeat", "reshape"):
        try:
            seen.append(getattr(torch.ones(2, 3), name)())
        except TypeError as error:
            seen.append(str(error))
    return seen


def versions_of_copies_of_inference_tensors(torch):
    x = torch.ones(3, requires_grad=True)
    with torch.inference_mode():
        made = x * 2
    copies = [made.clone(), made.detach().clone(), (made + 0), x.clone()]
    return [copy._version for copy in copies]

"""Corners of autograd that code written for PyTorch runs into: hooks, functions of one's own, checkpoints, edges."""


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


def a_gradient_that_is_a_view_is_added_to_in_place(torch):
    memory, x = torch.zeros(4), torch.ones(2, requires_grad=True)
    x.grad = memory[1:3]
    (x * 3).sum().backward()
    return [memory, x.grad._version]


def relu_twice(torch):
    x, weights = torch.tensor([1.0, -1.0, 2.0], requires_grad=True), torch.tensor([-2.0, 3.0, -4.0], requires_grad=True)
    (grad,) = torch.autograd.grad(torch.relu(x), x, weights, create_graph=True)
    return [grad.detach(), torch.autograd.grad(grad.sum(), weights)]


def a_function_that_saves_its_result(torch):
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x * x
            ctx.save_for_backward(x, y)
            return y

        @staticmethod
        def backward(ctx, grad):
            x, y = ctx.saved_tensors
            return grad * 2 * y / x

    x = torch.tensor(3.0, requires_grad=True)
    (first,) = torch.autograd.grad(Square.apply(x), x, create_graph=True)
    (second,) = torch.autograd.grad(first, x)
    return [first.detach(), second]


def a_function_that_returns_one_tensor_twice(torch):
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x * 2
            return y, y

        @staticmethod
        def backward(ctx, first, second):
            return first * 2 + second * 2

    x = torch.ones(2, requires_grad=True)
    a, b = Twice.apply(x)
    (a * b).sum().backward()
    return [a is b, a.output_nr, x.grad]


def a_function_that_writes_to_a_view(torch):
    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.mark_dirty(x)
            return x.mul_(2)

        @staticmethod
        def backward(ctx, grad):
            return grad * 2

    root = torch.ones(2, 2, requires_grad=True)
    x = root.clone()
    Double.apply(x[0, 1:])
    (x * 3).sum().backward()
    return [x, root.grad]


def a_function_that_writes_to_a_view_and_returns_more(torch):
    class Two(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.mark_dirty(x)
            x.mul_(2)
            return x, x + 1

        @staticmethod
        def backward(ctx, first, second):
            return first * 2 + second

    Two.apply(torch.ones(2, requires_grad=True).clone()[:1])


def a_function_that_returns_other_things_too(torch):
    class Mixed(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, factor):
            ctx.factor = factor
            return factor, x * factor, None, "text", x

        @staticmethod
        def backward(ctx, *grads):
            seen.append([grad is None for grad in grads])
            return grads[1] * ctx.factor + grads[4], None

    seen, x = [], torch.ones(2, requires_grad=True)
    results = Mixed.apply(x, 3)
    (results[1].sum() + results[4].sum()).backward()
    return [results[0], results[2], results[3], seen, x.grad]


def a_function_of_the_old_kind(torch):
    class Old(torch.autograd.Function):
        def forward(self, x):
            return x

    Old()(torch.ones(1))


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


def a_class_under_no_grad(torch):
    @torch.no_grad()
    class Thing:
        def __init__(self):
            self.enabled = torch.is_grad_enabled()

        def ask(self):
            return torch.is_grad_enabled()

    thing = Thing()
    return [thing.enabled, thing.ask()]


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


def saved_tensors_of_a_function_are_packed(torch):
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            result = x * x
            ctx.save_for_backward(x, y, result, None)
            return result

        @staticmethod
        def backward(ctx, grad):
            x, y, result, nothing = ctx.saved_tensors
            seen.extend([x.requires_grad, x.grad_fn is None, y is data, type(result.grad_fn).__name__, nothing])
            return 2 * x * grad, None

    seen, count = [], []
    x, data = torch.tensor([3.0], requires_grad=True), torch.tensor([1.0])

    def pack(tensor):
        count.append(tensor.item())
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        y = Square.apply(x, data)
    y.backward()
    return [count, seen, x.grad]


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


def _changing(functions):
    calls = iter(functions)
    return lambda x: next(calls)(x)


def a_checkpoint_that_saves_less_the_second_time(torch):
    from_first = _changing([lambda x: x.sin().exp().cos(), lambda x: x.sin().exp()])
    x = torch.tensor([0.5], requires_grad=True)
    try:
        torch.utils.checkpoint.checkpoint(from_first, x, use_reentrant=False).backward()
    except torch.utils.checkpoint.CheckpointError as error:
        return str(error).partition("\n\nTip")[0]


def a_checkpoint_that_saves_other_shapes_the_second_time(torch):
    function = _changing([lambda x: x.sin().exp(), lambda x: x.sin() * torch.tensor([1.0, 2.0])])
    x = torch.tensor([0.5], requires_grad=True)
    try:
        torch.utils.checkpoint.checkpoint(function, x, use_reentrant=False).backward()
    except torch.utils.checkpoint.CheckpointError as error:
        return str(error).partition("\n\nTip")[0].replace("minigrad", "torch")


def a_checkpoint_that_saves_more_the_second_time(torch):
    function = _changing([lambda x: x.sin().exp(), lambda x: x.sin().exp().cos()])
    x = torch.tensor([0.5], requires_grad=True)
    torch.utils.checkpoint.checkpoint(function, x, use_reentrant=False).backward()
    return x.grad


def a_checkpoint_around_a_function(torch):
    class Scale(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, factor):
            ctx.save_for_backward(x, factor)
            return x * factor

        @staticmethod
        def backward(ctx, grad):
            _, factor = ctx.saved_tensors
            same.append(factor is weight)
            return grad * factor, None

    same, x, weight = [], torch.tensor([2.0], requires_grad=True), torch.tensor([5.0])
    torch.utils.checkpoint.checkpoint(Scale.apply, x, weight, use_reentrant=False).backward()
    return [same, x.grad]


def a_checkpoint_within_a_checkpoint(torch):
    again = torch.utils.checkpoint.checkpoint
    x, calls = torch.tensor([0.5], requires_grad=True), []

    def inner(u):
        calls.append("inner")
        return u.sin().exp()

    def outer(t):
        calls.append("outer")
        return again(inner, t.cos(), use_reentrant=False)

    again(outer, x, use_reentrant=False).backward()
    return [x.grad, sorted(set(calls))]


def grad_of_a_reentrant_checkpoint(torch):
    x = torch.ones(2, requires_grad=True)
    y = torch.utils.checkpoint.checkpoint(torch.exp, x, use_reentrant=True).sum()
    torch.autograd.grad(y, x)


def a_sequence_of_checkpoints(torch):
    x = torch.tensor([[1.0, -1.0]], requires_grad=True)
    steps = [torch.nn.Tanh(), torch.nn.Sigmoid(), torch.nn.Tanh()]
    y = torch.utils.checkpoint.checkpoint_sequential(steps, 2, x)
    y.sum().backward()
    return [y.detach(), x.grad]


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


def large_gradients_from_several_ways(torch):
    x = torch.linspace(-1, 1, 2400, dtype=torch.float64).view(4, 20, 30).requires_grad_()
    mean, variance = x.mean((0, 2), keepdim=True), x.var(dim=[0, 2], keepdim=True)
    (mean * variance + x * mean + x.sum() * 0.01 + x.expand(2, 4, 20, 30)[1]).sum().backward()
    twice = torch.ones(1500, requires_grad=True)
    total = twice.sum() + (twice * twice).sum() + twice.mean() + twice.view(3, 500).sum()
    total.backward()
    return [x.grad[0, 0, :3], x.grad[3, 19, 27:], x.grad.sum(), twice.grad[:2], twice.grad.sum()]


def leaky_relu_twice(torch):
    x = torch.tensor([1.0, -1.0], requires_grad=True)
    (grad,) = torch.autograd.grad(torch.nn.functional.leaky_relu(x, 0.1).sum(), x, create_graph=True)
    grad.sum().backward()
    return [grad.detach(), x.grad]


def defaults_of_forward_reach_setup_context(torch):
    class Power(torch.autograd.Function):
        @staticmethod
        def forward(x, exponent=3):
            return x**exponent

        @staticmethod
        def setup_context(ctx, inputs, output):
            x, ctx.exponent = inputs
            ctx.save_for_backward(x)

        @staticmethod
        def backward(ctx, grad):
            (x,) = ctx.saved_tensors
            return grad * ctx.exponent * x ** (ctx.exponent - 1), None

    x = torch.tensor(2.0, requires_grad=True)
    Power.apply(x).backward()
    Power.apply(x, 2).backward()
    return x.grad


def vjp_is_another_name_for_backward(torch):
    class Triple(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 3

        @staticmethod
        def vjp(ctx, grad):
            return grad * 3

    x = torch.ones(2, requires_grad=True)
    Triple.apply(x).sum().backward()
    return x.grad


def vjp_and_backward_at_once(torch):
    class Both(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 3

        @staticmethod
        def backward(ctx, grad):
            return grad * 3

        @staticmethod
        def vjp(ctx, grad):
            return grad * 3

    Both.apply(torch.ones(1, requires_grad=True)).backward()


def a_written_input_that_is_not_returned(torch):
    class Add(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.mark_dirty(x)
            return x.add_(1).clone()

        @staticmethod
        def backward(ctx, grad):
            return grad

    Add.apply(torch.ones(1, requires_grad=True).clone())


def a_written_tensor_that_is_no_input(torch):
    class Copy(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            copy = x.clone()
            ctx.mark_dirty(copy)
            return copy

        @staticmethod
        def backward(ctx, grad):
            return grad * 5

    x = torch.ones(1, requires_grad=True)
    Copy.apply(x.clone()).backward()
    return x.grad


def a_written_view_that_is_no_input(torch):
    class Copy(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            copy = x.clone().view_as(x)
            ctx.mark_dirty(copy)
            return copy

        @staticmethod
        def backward(ctx, grad):
            return grad

    Copy.apply(torch.ones(1, requires_grad=True).clone())


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


def an_inference_tensor_that_requires_grad_beside_others(torch):
    with torch.inference_mode():
        w, v = torch.ones(2, requires_grad=True), torch.ones(2)
    results = [w + 1, w * torch.ones(2), w + v, w * w, torch.stack([torch.ones(2), w]), w.exp()]
    (results[0] * 3).sum().backward()
    return [results, w.grad]


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


def a_checkpoint_whose_argument_was_written_to(torch):
    from importlib import import_module

    checkpoint = import_module(f"{torch.__name__}.utils.checkpoint").checkpoint
    x = torch.ones(2, requires_grad=True) * 1
    y = checkpoint(lambda t: t.exp() * t, x, use_reentrant=False)
    x.add_(1)
    y.sum().backward()


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


def a_checkpoint_computes_no_more_than_it_needs(torch):
    from importlib import import_module

    checkpoint = import_module(f"{torch.__name__}.utils.checkpoint").checkpoint
    x, seen = torch.tensor(1.0, requires_grad=True), []

    def part(t):
        y = (t * 2).exp()
        seen.append("saved")
        y.view(1).mul_(3)
        seen.append("written")
        return y

    checkpoint(part, x, use_reentrant=False).backward()
    return [seen, x.grad]


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


def versions_of_copies_of_inference_tensors(torch):
    x = torch.ones(3, requires_grad=True)
    with torch.inference_mode():
        made = x * 2
    copies = [made.clone(), made.detach().clone(), (made + 0), x.clone()]
    return [copy._version for copy in copies]


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

"""autograd.Function: operations with a derivative of one's own, and what goes wrong with them."""


def _scaled_product(torch, seen):
    class Scaled(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, w, k=2):
            ctx.save_for_backward(x, w)
            ctx.k = k
            seen.append(list(ctx.needs_input_grad))
            return x * w * k

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            return g * w * ctx.k, g * x * ctx.k, None

    return Scaled


def _only_backward(torch, backward, forward=lambda ctx, x: x * 2):
    body = {"forward": staticmethod(forward), "backward": staticmethod(backward)}
    return type("Mine", (torch.autograd.Function,), body)


def once_and_again(torch):
    seen = []
    x, w = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0])
    y = _scaled_product(torch, seen).apply(x, w, 3)
    y.sum().backward(retain_graph=True)
    kept = y.grad_fn.saved_tensors
    y.sum().backward()
    return [seen, y.grad_fn.name(), len(y.grad_fn.next_functions), kept, x.grad]


def a_second_time(torch):
    y = _scaled_product(torch, []).apply(torch.ones(2, requires_grad=True), torch.ones(2))
    y.sum().backward()
    y.sum().backward()


def twice_differentiated(torch):
    x, w = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0], requires_grad=True)
    y = _scaled_product(torch, []).apply(x, w, 3)
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    return [g.requires_grad, torch.autograd.grad(g.sum(), w)]


def what_was_saved_is_overwritten(torch):
    x, w = torch.ones(2, requires_grad=True), torch.ones(2)
    y = _scaled_product(torch, []).apply(x, w)
    w.add_(1)
    y.sum().backward()


def too_few_gradients(torch):
    class Short(_scaled_product(torch, [])):
        @staticmethod
        def backward(ctx, g):
            return g

    Short.apply(torch.ones(2, requires_grad=True), torch.ones(2)).sum().backward()


def a_gradient_for_a_number(torch):
    class Generous(_scaled_product(torch, [])):
        @staticmethod
        def backward(ctx, g):
            return g, None, g

    Generous.apply(torch.ones(2, requires_grad=True), torch.ones(2), 3).sum().backward()


def a_gradient_of_another_shape(torch):
    mine = _only_backward(torch, lambda ctx, g: torch.ones(5))
    mine.apply(torch.ones(2, requires_grad=True)).sum().backward()


def several_results(torch):
    def forward(ctx, x):
        positive = x > 0
        ctx.mark_non_differentiable(positive)
        return x * 2, positive, x * 3

    mine = _only_backward(torch, lambda ctx, a, b, c: a * 2 + c * 3, forward)
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    a, positive, c = mine.apply(x)
    c.sum().backward()
    return [a.requires_grad, positive.requires_grad, c.output_nr, x.grad]


def results_without_gradient_are_none_if_asked(torch):
    seen = []

    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return x * 2, x * 3

    def backward(ctx, a, c):
        seen.append(a is None)
        return c * 3

    x = torch.tensor([1.0, -2.0], requires_grad=True)
    _only_backward(torch, backward, forward).apply(x)[1].sum().backward()
    return [seen, x.grad]


def _doubled_in_place(torch):
    def forward(ctx, x):
        x.mul_(2)
        ctx.mark_dirty(x)
        return x

    return _only_backward(torch, lambda ctx, g: g * 2, forward)


def written_in_place(torch):
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    y = x * 1
    z = _doubled_in_place(torch).apply(y)
    z.sum().backward()
    return [z is y, y._version, x.grad]


def written_in_place_through_a_view(torch):
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    y = x * 1
    _doubled_in_place(torch).apply(y[:1])
    name = type(y.grad_fn).__name__
    y.sum().backward()
    return [name, x.grad]


def written_in_place_into_a_leaf(torch):
    _doubled_in_place(torch).apply(torch.ones(2, requires_grad=True))


def an_input_returned(torch):
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    y = _only_backward(torch, lambda ctx, g: g * 5, lambda ctx, x: x).apply(x)
    y.sum().backward()
    return [y is x, y._is_view(), x.grad]


def an_input_returned_and_written_to(torch):
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    _only_backward(torch, lambda ctx, g: g * 5, lambda ctx, x: x).apply(x * 1).add_(1)


def separate_setup(torch):
    class Times(torch.autograd.Function):
        @staticmethod
        def forward(x, k):
            return x * k

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.k = inputs[1]
            ctx.save_for_backward(output)

        @staticmethod
        def backward(ctx, g):
            return g * ctx.k + ctx.saved_tensors[0] * 0, None

    x = torch.tensor([1.0, -2.0], requires_grad=True)
    Times.apply(x, 4.0).sum().backward()
    with torch.no_grad():
        untracked = Times.apply(x, 2.0).requires_grad
    return [untracked, x.grad]


def once_differentiable(torch):
    backward = torch.autograd.function.once_differentiable(lambda ctx, g: 2 * g)
    x = torch.ones(2, requires_grad=True)
    mine = _only_backward(torch, backward)
    (g,) = torch.autograd.grad(mine.apply(x).sum(), x, create_graph=True)
    (g * 2).sum().backward()


def an_instance(torch):
    _only_backward(torch, None)()


def without_backward(torch):
    class Forward(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

    Forward.apply(torch.ones(1, requires_grad=True)).backward()


def without_forward(torch):
    type("Empty", (torch.autograd.Function,), {}).apply(torch.ones(1))


def a_wrong_derivative_is_found(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True, dtype=torch.float64)
    wrong = _only_backward(torch, lambda ctx, g: g * 3)
    right = _only_backward(torch, lambda ctx, g: g * 2)
    check = torch.autograd.gradcheck
    return [
        check(wrong.apply, x, raise_exception=False),
        check(right.apply, x),
        torch.autograd.gradgradcheck(right.apply, x),
    ]


def returns_its_input_without_recording(torch):
    same = _only_backward(torch, lambda ctx, g: g, lambda ctx, x: x)
    plain, leaf = torch.ones(2), torch.ones(2, requires_grad=True)
    with torch.no_grad():
        results = [same.apply(plain), same.apply(leaf), same.apply(leaf * 1)]
    results[0].add_(1)
    results[1].add_(1)
    return [results, [r is plain or r is leaf for r in results], [r._is_view() for r in results], plain, leaf]


def says_that_its_input_is_not_differentiable(torch):
    def forward(ctx, x):
        ctx.mark_non_differentiable(x)
        return x

    x = torch.ones(2, requires_grad=True)
    result = _only_backward(torch, lambda ctx, g: g, forward).apply(x)
    return [result, result is x, result._is_view(), x.requires_grad]


def arguments_by_name(torch):
    seen = []
    scaled = _scaled_product(torch, seen)
    x, w = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0])
    scaled.apply(x, w=w, k=5).sum().backward()
    scaled.apply(k=3, w=w, x=x).sum().backward()
    return [seen, x.grad]


def an_unknown_argument_by_name(torch):
    return _scaled_product(torch, []).apply(torch.ones(1), torch.ones(1), c=3)


def _what_apply_says(torch, forward):
    try:
        return _only_backward(torch, lambda ctx, g: g, forward).apply(torch.ones(2, requires_grad=True))
    except (RuntimeError, TypeError) as error:
        return [type(error).__name__, str(error)]


def saves_or_marks_what_is_no_tensor(torch):
    def saves(ctx, x):
        ctx.save_for_backward(x, 3)
        return x * 2

    def dirty(ctx, x):
        ctx.mark_dirty(3)
        return x * 2

    def not_differentiable(ctx, x):
        ctx.mark_non_differentiable(None)
        return x * 2

    return [_what_apply_says(torch, forward) for forward in (saves, dirty, not_differentiable)]


def writes_to_a_view_of_its_own(torch):
    def forward(ctx, x):
        view = x.clone()[:1]
        view += 2
        return view

    y = _only_backward(torch, lambda ctx, g: g.expand(2), forward).apply(torch.ones(2, requires_grad=True))
    seen = [type(y.grad_fn).__name__, y._is_view(), y._version, y]
    y.mul_(2)
    return seen


def writes_to_its_input_without_recording(torch):
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.mul_(2)

    doubled = _only_backward(torch, lambda ctx, g: g * 2, forward)
    x = torch.ones(2, requires_grad=True) * 1
    plain = torch.ones(2)
    with torch.no_grad():
        result, other = doubled.apply(x), doubled.apply(plain)
    return [result, result is x, x._version, x, other is plain, plain._version]


def results_that_are_not_differentiable_get_no_zeros(torch):
    def forward(ctx, x):
        second = x * 3
        ctx.mark_non_differentiable(second)
        ctx._materialize_non_diff_grads = False
        return x * 2, second

    seen = []

    def backward(ctx, first, second):
        seen.append(second is None)
        return first

    _only_backward(torch, backward, forward).apply(torch.ones(1, requires_grad=True))[0].backward()
    return seen


def backward_passes_a_thousand_deep(torch):
    class Deep(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            with torch.enable_grad():
                ctx.x = x.detach().requires_grad_() - 1
            return ctx.x.detach()

        @staticmethod
        def backward(ctx, g):
            if ctx.x >= 0:
                with torch.enable_grad():
                    Deep.apply(ctx.x).sum().backward()
            return g

    x = torch.tensor(1000.0, requires_grad=True)
    Deep.apply(x).backward()
    return x.grad


def a_saved_result_that_is_not_differentiable(torch):
    class Positive(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            mask = x > 0
            ctx.mark_non_differentiable(mask)
            ctx.save_for_backward(mask)
            return x * 1, mask

        @staticmethod
        def backward(ctx, grad, _):
            (mask,) = ctx.saved_tensors
            seen.append(mask.requires_grad)
            return grad * mask

    x, seen = torch.tensor([1.0, -1.0], requires_grad=True), []
    y, mask = Positive.apply(x)
    (gradient,) = torch.autograd.grad((y * 3).sum(), x, create_graph=True)
    y.sum().backward()
    return seen, gradient, mask, x.grad


def writes_to_views_that_a_function_made_without_recording(torch):
    class Flat(torch.autograd.Function):
        @staticmethod
        def forward(ctx, value):
            return value.view(-1)

    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx, value):
            return value

    factor, messages = torch.ones(1, requires_grad=True), []
    for make in (Flat.apply, Same.apply, lambda data: Flat.apply(data).view(3, 2)):
        view = make(torch.ones(2, 3))
        view.mul_(2)
        try:
            view.mul_(factor)
        except RuntimeError as error:
            messages.append(str(error))
    return messages

"""autograd.Function in its corners: what forward returns, writes and saves, and how else it can be written."""


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


def a_class_under_no_grad(torch):
    @torch.no_grad()
    class Thing:
        def __init__(self):
            self.enabled = torch.is_grad_enabled()

        def ask(self):
            return torch.is_grad_enabled()

    thing = Thing()
    return [thing.enabled, thing.ask()]


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

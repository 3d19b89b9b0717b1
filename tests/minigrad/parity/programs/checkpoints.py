"""Checkpoints: what is computed again, what may differ the second time, and nesting."""


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


def a_checkpoint_whose_argument_was_written_to(torch):
    from importlib import import_module

    checkpoint = import_module(f"{torch.__name__}.utils.checkpoint").checkpoint
    x = torch.ones(2, requires_grad=True) * 1
    y = checkpoint(lambda t: t.exp() * t, x, use_reentrant=False)
    x.add_(1)
    y.sum().backward()


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

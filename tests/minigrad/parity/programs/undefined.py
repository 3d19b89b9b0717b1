"""Gradients that are None: what runs on the way of one, and how gradcheck looks for trouble with it."""


def _leaf(torch):
    return torch.tensor([1.0, 2.0], requires_grad=True)


def _nothing(torch):
    class Nothing(torch.autograd.Function):
        @staticmethod
        def forward(ctx, value):
            return value * 2

        @staticmethod
        def backward(ctx, grad):
            return None

    return Nothing.apply


def _twice(torch, log, materialize=True):
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx, value):
            ctx.set_materialize_grads(materialize)
            return value * 2

        @staticmethod
        def backward(ctx, grad):
            log.append(grad)
            return None if grad is None else grad * 2

    return Twice.apply


def hooks_before_a_function_that_gives_none(torch):
    x, log = _leaf(torch), []
    h = x * 3
    h.register_hook(lambda g: log.append(["h", g]))
    h.grad_fn.register_prehook(lambda gs: log.append(["before", list(gs)]))
    h.grad_fn.register_hook(lambda gi, go: log.append(["after", list(gi), list(go)]))
    x.register_hook(lambda g: log.append(["x", g]))
    x.register_post_accumulate_grad_hook(lambda leaf: log.append(["accumulated", leaf.grad]))
    h.retain_grad()
    _nothing(torch)(h).sum().backward()
    return log, x.grad, h.grad


def functions_before_a_function_that_gives_none(torch):
    x, y, log = _leaf(torch), _leaf(torch), []
    _nothing(torch)(_twice(torch, log)(x)).sum().backward()
    _nothing(torch)(_twice(torch, log, materialize=False)(y)).sum().backward()
    return log, x.grad, y.grad


def operations_between_two_functions_of_which_one_gives_none(torch):
    x, log = _leaf(torch), []
    h = _twice(torch, log)(x)
    _nothing(torch)(torch.stack([h, h * 2]).exp().prod()).backward()
    _nothing(torch)(torch.where(torch.tensor([True, False]), _twice(torch, log)(x), 0.0)).sum().backward()
    return log, x.grad


def none_and_a_gradient_meet(torch):
    x, log = _leaf(torch), []
    h = _twice(torch, log)(x)
    (_nothing(torch)(h) + h).sum().backward()
    h = _twice(torch, log)(x)
    (h.exp() + _nothing(torch)(h) + _nothing(torch)(h * 2)).sum().backward()
    return log, x.grad


def a_hook_that_gives_something_for_none(torch):
    x = _leaf(torch)
    x.register_hook(lambda g: torch.ones(2))
    _nothing(torch)(x).sum().backward()


def grad_through_a_function_that_gives_none(torch):
    x, log = _leaf(torch), []
    h = _twice(torch, log)(x)
    found = [
        torch.autograd.grad(_nothing(torch)(h).sum(), [x, h], allow_unused=True, retain_graph=True, create_graph=create)
        for create in (False, True)
    ]
    found += torch.autograd.grad(_nothing(torch)(x).sum(), [x], materialize_grads=True)
    try:
        torch.autograd.grad(_nothing(torch)(x).sum(), [x])
    except RuntimeError as error:
        return log, found, str(error)
    return log, found


def what_was_freed_is_missed_even_for_none(torch):
    x = _leaf(torch)
    h = x * x
    h.sum().backward()
    _nothing(torch)(h).sum().backward()


def _input(torch):
    return torch.tensor([0.3, 0.7, 1.1], dtype=torch.float64, requires_grad=True)


def gradcheck_of_what_cannot_do_without_a_gradient(torch):
    class Needs(torch.autograd.Function):
        @staticmethod
        def forward(ctx, value):
            ctx.set_materialize_grads(False)
            return value * 2

        @staticmethod
        def backward(ctx, grad):
            if grad is None:
                raise RuntimeError("a gradient is needed")
            return grad * 2

    x = _input(torch)
    without = torch.autograd.gradcheck(Needs.apply, (x,), check_undefined_grad=False)
    return (
        without,
        torch.autograd.gradcheck(Needs.apply, (x,), raise_exception=False),
        torch.autograd.gradgradcheck(Needs.apply, (x,), check_undefined_grad=False),
    )


def gradcheck_of_what_makes_a_gradient_of_none(torch):
    class Makes(torch.autograd.Function):
        @staticmethod
        def forward(ctx, value):
            ctx.set_materialize_grads(False)
            return value * 2

        @staticmethod
        def backward(ctx, grad):
            return torch.ones(3, dtype=torch.float64) if grad is None else grad * 2

    return torch.autograd.gradcheck(Makes.apply, (_input(torch),))


def gradcheck_of_several_results_without_gradients(torch):
    check = torch.autograd.gradcheck
    x = _input(torch)
    return (
        check(torch.sort, (x,)), check(torch.unbind, (x,)), check(lambda t: t.max(0), (x,)),
        check(lambda t: (t * 2, t.detach(), t.long()), (x,)), check(lambda t: t.split(2), [x]),
    )  # fmt: skip


def gradcheck_of_no_tensor(torch):
    return torch.autograd.gradcheck(lambda number: number * 2, 3)


def gradcheck_of_nothing(torch):
    return torch.autograd.gradcheck(lambda t: t * 2, (_input(torch),), check_backward_ad=False)

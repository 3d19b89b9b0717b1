"""Who keeps what: gradients that pass through hooks, saved tensors read once, contexts that are left open."""

import gc
import weakref

from .refusals import _told


def _leaf_with_hooks(torch, of_leaf=None, before=None, after=None, of_result=None):
    """Return the version and the elements of the gradient of a leaf: 0 where the leaf took it over as it came."""
    leaf = torch.ones(3, requires_grad=True)
    result = leaf * 2
    accumulate = result.grad_fn.next_functions[0][0]
    for hook, register in (
        (of_leaf, leaf.register_hook), (before, accumulate.register_prehook), (after, accumulate.register_hook),
        (of_result, result.register_hook),
    ):  # fmt: skip
        if hook:
            register(hook)
    result.sum().backward()
    return leaf.grad._version, leaf.grad


def a_leaf_takes_over_what_hooks_return(torch):
    kept = []
    return (
        _leaf_with_hooks(torch, lambda grad: None), _leaf_with_hooks(torch, lambda grad: grad * 3),
        _leaf_with_hooks(torch, kept.append), _leaf_with_hooks(torch, lambda grad: kept[0]), kept,
        _leaf_with_hooks(torch, before=lambda grads: (grads[0] * 3,)),
        _leaf_with_hooks(torch, before=lambda grads: kept.append(grads[0])),
        _leaf_with_hooks(torch, after=lambda inputs, outputs: kept.append(outputs[0])), kept,
        _leaf_with_hooks(torch, of_result=lambda grad: grad * 3),
    )  # fmt: skip


def a_hook_after_the_leaf_sees_its_gradient(torch):
    leaf = torch.zeros(2, requires_grad=True)
    accumulate = (leaf * 1).grad_fn.next_functions[0][0]

    def double(leaf):
        leaf.grad.mul_(2)

    def ten_times(inputs, outputs):
        leaf.grad = outputs[0] * 10

    accumulate.register_prehook(lambda grads: (grads[0] / 4,))
    leaf.register_post_accumulate_grad_hook(double)
    accumulate.register_hook(ten_times)
    leaf.sum().backward()
    return leaf.grad


def _reading(torch, times, clear=True):
    class Reads(torch.autograd.Function):
        clear_saved_tensors_on_access = clear

        @staticmethod
        def forward(ctx, value):
            ctx.save_for_backward(value)
            return value.clone()

        @staticmethod
        def backward(ctx, grad):
            for _ in range(times):
                kept = [weakref.ref(saved) for saved in ctx.saved_tensors]
            alive.append([reference() is not None for reference in kept])
            return grad

    alive = []
    return Reads, alive


def saved_tensors_that_can_be_read_once(torch):
    seen = []
    for times, clear in ((1, True), (1, False), (2, False), (2, True)):
        reads, alive = _reading(torch, times, clear)
        result = reads.apply(torch.ones(2, requires_grad=True) * 1)
        seen.append(_told(result.sum().backward, lambda alive=alive: alive))
    node = reads.apply(torch.ones(1, requires_grad=True)).grad_fn
    return seen, _told(lambda: node.saved_tensors, lambda: node.saved_tensors, lambda: node._raw_saved_tensors)


def hooks_for_saved_tensors_are_switched_off(torch):
    graph, same = torch.autograd.graph, lambda tensor: tensor

    def enter(*contexts):
        if contexts:
            with contexts[0]():
                enter(*contexts[1:])

    def hooks():
        return graph.saved_tensors_hooks(same, same)

    def off(message):
        return lambda: graph.disable_saved_tensors_hooks(message)

    return _told(
        lambda: enter(off("none"), hooks), lambda: enter(off("outer"), off("inner"), hooks),
        lambda: enter(hooks, off("too late")), lambda: enter(hooks, hooks), lambda: enter(off("none")),
    )  # fmt: skip


def a_context_that_an_unpack_hook_leaves_open(torch):
    entered = []

    def unpack(tensor):
        context.__enter__()
        entered.append(True)
        return tensor

    context = torch.autograd.graph.saved_tensors_hooks(lambda tensor: tensor * 3, unpack)
    with context:
        torch.ones(2, requires_grad=True).sin().sum().backward()
    x = torch.ones(2, requires_grad=True)
    return len(entered), x.exp().grad_fn._saved_result


def a_checkpoint_that_stops_early_keeps_nothing(torch):
    made = []

    class Saves(torch.autograd.Function):
        @staticmethod
        def forward(ctx, value):
            result = value.clone()
            ctx.save_for_backward(result)
            made.append(weakref.ref(result))
            return result

        @staticmethod
        def backward(ctx, grad):
            return grad * ctx.saved_tensors[0]

    gc.disable()
    try:
        x = torch.ones(2, requires_grad=True)
        torch.utils.checkpoint.checkpoint(Saves.apply, x, use_reentrant=False).sum().backward()
        return len(made), [reference() is None for reference in made], x.grad
    finally:
        gc.enable()


def a_view_marked_as_not_differentiable(torch):
    class Marks(torch.autograd.Function):
        @staticmethod
        def forward(ctx, value):
            view, copy = value[:1], value.clone()
            ctx.mark_non_differentiable(view, copy)
            return view, copy, value * 2

        @staticmethod
        def backward(ctx, *grads):
            return grads[2] * 2

    view, copy, result = Marks.apply(torch.ones(2, requires_grad=True) * 1)
    states = [(x.requires_grad, x.grad_fn is None, x._is_view()) for x in (view, copy)]
    return states, _told(lambda: view.add_(1), lambda: copy.add_(1), lambda: result.sum().backward())


def functions_with_an_old_name_for_writing(torch):
    class Writes(torch.autograd.function.InplaceFunction):
        @staticmethod
        def forward(ctx, value, other):
            ctx.mark_dirty(value)
            return value.add_(other), other + 2

        @staticmethod
        def backward(ctx, first, second):
            return first, first + second

    x, y = torch.zeros(2), torch.ones(2, requires_grad=True)
    first, second = Writes.apply(x, y)
    (first.sum() * 3 + second.sum()).backward()
    same = first is x, type(first.grad_fn) is Writes._backward_cls
    base = torch.autograd.function.InplaceFunction
    return same, y.grad, _told(lambda: base.apply(y))


def inside_of_torch(torch):
    inside, x = torch._C, torch.ones(1, requires_grad=True)
    seen = []

    class Looks(torch.autograd.Function):
        @staticmethod
        def forward(ctx, value):
            return value

        @staticmethod
        def backward(ctx, grad):
            seen.append((grad, inside.is_grad_enabled()))
            return grad

    inside._functions.UndefinedGrad()(Looks.apply(x)).backward()
    result = x * 2
    node, _ = result.grad_fn.next_functions[0]
    alive, dead = inside._WeakTensorRef(x), inside._WeakTensorRef(torch.ones(1))
    raw = (result * x).grad_fn._raw_saved_self
    return (
        seen, x.grad, isinstance(node, inside._functions.AccumulateGrad), alive.expired(), dead.expired(),
        isinstance(raw, inside._autograd.SavedTensor), inside.is_grad_enabled(),
    )  # fmt: skip


def what_a_node_shows_of_what_it_saved(torch):
    x = torch.ones(2, requires_grad=True)
    return [
        sorted(name for name in dir(result.grad_fn) if name.startswith(("_raw_saved_", "_saved_")))
        for result in (x * 2, x * x, x / x, x.exp(), x.sin(), x.sum(), x[0], x.pow(3))
    ]


def narrow_from_a_tensor(torch):
    x = torch.arange(3)
    return _told(*(lambda start=start: x.narrow(0, torch.tensor(start), 1) for start in (1, -1, 1.0, [1], [0, 1])))


def checks_that_depend_on_the_values(torch):
    x = torch.ones(1, dtype=torch.float64, requires_grad=True)
    check = torch.autograd.gradcheck
    return _told(
        lambda: check(lambda t: torch.cat([t, t]) if (t >= 1).all() else t, (x,)),
        lambda: check(lambda t: t.float() if (t >= 1).all() else t, (x,)),
        lambda: torch.autograd.gradgradcheck(lambda t: t * t, (x,), check_batched_grad=False, masked=False),
    )


def hooks_of_one_result_run_together(torch):
    order = []
    first, second = torch.arange(4.0, requires_grad=True).split(2)

    def log(name):
        return lambda grad: order.append((name, grad.tolist()))

    second.register_hook(log("second"))
    first.register_hook(log("first"))
    second.register_hook(log("second again"))
    (first * second).sum().backward()
    return order


def leaves_that_backward_starts_from_go_first(torch):
    order = []
    x, y, z = (torch.ones(1, requires_grad=True) for _ in range(3))
    product = x * z
    for name, tensor in (("x", x), ("y", y), ("z", z), ("product", product)):
        tensor.register_hook(lambda grad, name=name: order.append((name, grad.tolist())))
    torch.autograd.backward([product, y, x], [torch.ones(1), torch.ones(1) * 2, torch.ones(1) * 3])
    return order


def hooks_of_functions_see_what_nobody_asked_for(torch):
    seen = []

    class Multiplies(torch.autograd.Function):
        @staticmethod
        def forward(ctx, first, second):
            ctx.save_for_backward(first, second)
            return first * second

        @staticmethod
        def backward(ctx, grad):
            first, second = ctx.saved_tensors
            return grad * second, grad * first

    def log(inputs, outputs):
        seen.append([None if grad is None else grad.tolist() for grad in inputs])

    x, y = torch.ones(1, requires_grad=True), torch.tensor([2.0], requires_grad=True)
    for multiply in (Multiplies.apply, torch.mul):
        for second in (y, y.detach()):
            result = multiply(x, second)
            result.grad_fn.register_hook(log)
            torch.autograd.grad(result, x)
    return seen, _told(lambda: Multiplies.apply(x, y).grad_fn(x))


def saved_tensors_detached_or_overwritten(torch):
    x = torch.ones(2, requires_grad=True)
    seen = []
    for first, second in (("detach_", "relu_"), ("relu_", "detach_"), ("detach_", "detach_"), ("relu_", "relu_")):
        a, b = x * 2, x * 3
        product = a * b
        getattr(a, first)(), getattr(b, second)()
        node = product.grad_fn
        seen += _told(
            lambda node=node: node._saved_self, lambda node=node: node._saved_other, product.sum().backward
        )  # fmt: skip
    a = x * 2
    checkpoint = torch.utils.checkpoint.checkpoint(lambda value: value * value, a, use_reentrant=False)
    a.detach_()
    return seen, _told(checkpoint.sum().backward)


def edges_and_inputs_that_lead_nowhere(torch):
    x = torch.ones(2, requires_grad=True) * 2
    with torch.no_grad():
        view = x[:]
    kept = x * 2
    edge = torch.autograd.graph.get_gradient_edge
    seen = _told(lambda: edge(view), lambda: edge(x.detach()), lambda: edge(kept).output_nr)
    x.mul_(2)
    return seen, _told(lambda: kept.sum().backward(inputs=[kept, view])), kept.retains_grad


def copies_and_views_of_inference_tensors(torch):
    def state(x):
        return [*_told(lambda: x._version), x.is_inference(), x._is_view()]

    with torch.inference_mode():
        x = torch.ones(2)
    copy = x.detach()
    seen = [state(y) for y in (copy, copy[:], copy.detach(), copy.data, copy * 1)]
    with torch.inference_mode():
        seen += [state(y) for y in (copy, copy[:], copy.detach(), copy.data, copy * 1)]
    copy.add_(1)
    return seen, state(copy), _told(lambda: copy[:].add_(1), lambda: copy.detach().add_(1))

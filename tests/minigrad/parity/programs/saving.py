"""What is saved for a backward pass, as hooks see it: of operations and of checkpoints; hooks on several gradients."""

from contextlib import contextmanager
from importlib import import_module


def _leaf(torch):
    return torch.tensor([0.5, 1.0, 2.0], requires_grad=True)


def _checkpoint(torch):
    return import_module(f"{torch.__name__}.utils.checkpoint")


class _Watch:
    """What hooks for saved tensors see inside: the shape, whether it requires grad, whether it is a leaf."""

    def __init__(self, torch):
        self.packed, self.unpacked = [], []
        self.hooks = torch.autograd.graph.saved_tensors_hooks(self.pack, self.unpack)

    def pack(self, tensor):
        self.packed.append([list(tensor.shape), tensor.requires_grad, tensor.is_leaf])
        return tensor

    def unpack(self, tensor):
        self.unpacked.append(list(tensor.shape))
        return tensor


def inputs_of_a_checkpoint_under_hooks(torch):
    seen = []
    for reentrant in (False, True):
        x, y = _leaf(torch), torch.ones(1, 3)
        h, watch = x * 1.5, _Watch(torch)
        with watch.hooks:
            z = _checkpoint(torch).checkpoint(
                lambda a, k, b, c: (a * b * c * k).sin(), h, 2, y, x, use_reentrant=reentrant
            )
        z.sum().backward()
        seen.append([watch.packed, watch.unpacked, x.grad])
    return seen


def keywords_of_a_checkpoint_under_hooks(torch):
    x, watch = _leaf(torch), _Watch(torch)
    with watch.hooks:
        z = _checkpoint(torch).checkpoint(lambda a, b: (a * b).sin(), x * 1.5, b=x, use_reentrant=False)
    z.sum().backward()
    return watch.packed, watch.unpacked, x.grad


def inputs_of_a_checkpoint_that_need_no_gradient_under_hooks(torch):
    data, watch = torch.ones(3), _Watch(torch)
    with watch.hooks:
        _checkpoint(torch).checkpoint(torch.exp, data, use_reentrant=False)
        _checkpoint(torch).checkpoint(torch.exp, data, use_reentrant=True)
        with torch.no_grad():
            _checkpoint(torch).checkpoint(torch.exp, _leaf(torch), use_reentrant=False)
    return watch.packed


def nested_checkpoints_under_hooks(torch):
    seen = []
    checkpoint = _checkpoint(torch).checkpoint
    for outer in (False, True):
        for inner in (False, True):
            x, watch, calls = _leaf(torch).double().detach().requires_grad_(), _Watch(torch), []

            def deep(a, calls=calls):
                calls.append("inner")
                return a.sin().exp()

            def around(a, calls=calls, inner=inner, deep=deep):
                calls.append("outer")
                return checkpoint(deep, a * a, use_reentrant=inner).sin()

            with watch.hooks:
                z = checkpoint(around, x * 1.5, use_reentrant=outer)
            z.sum().backward()
            seen.append([watch.packed, watch.unpacked, calls, x.grad])
    return seen


def a_checkpoint_under_a_pack_hook_that_raises(torch):
    def pack(tensor):
        raise ValueError("not this one")

    seen = []
    for reentrant in (False, True):
        x, calls = _leaf(torch), []
        try:
            with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
                _checkpoint(torch).checkpoint(
                    lambda t, calls=calls: calls.append(1) or t.exp(), x, use_reentrant=reentrant
                )
        except ValueError as error:
            seen.append([str(error), calls])
        (x * x).sum().backward()
        seen.append(x.grad)
    return seen


def a_checkpoint_computes_with_what_hooks_give_back(torch):
    seen = []
    for reentrant in (False, True):
        x = _leaf(torch)
        with torch.autograd.graph.saved_tensors_hooks(lambda t: t.detach() * 2, lambda t: t):
            y = _checkpoint(torch).checkpoint(torch.exp, x * 1, use_reentrant=reentrant)
        y.sum().backward()
        seen.append(x.grad)
    return seen


def an_input_of_a_checkpoint_that_hooks_have_copied_may_be_written_to(torch):
    x = _leaf(torch)
    h = x * 1
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t.clone(), lambda t: t):
        y = _checkpoint(torch).checkpoint(torch.sin, h, use_reentrant=False)
    with torch.no_grad():
        h.mul_(2)
    y.sum().backward()
    return x.grad


def an_input_of_a_checkpoint_from_inference_mode(torch):
    with torch.inference_mode():
        data = torch.ones(3)
    return _checkpoint(torch).checkpoint(lambda a: a * 2, data, use_reentrant=False)


def a_checkpoint_runs_again_for_each_backward_pass(torch):
    x, calls = _leaf(torch), []
    a, b = _checkpoint(torch).checkpoint(lambda t: calls.append(1) or (t.exp(), t.sin()), x, use_reentrant=False)
    a.sum().backward(retain_graph=True)
    b.sum().backward()
    return calls, x.grad


def contexts_of_a_checkpoint(torch):
    @contextmanager
    def tell(name):
        log.append(f"into {name}")
        yield
        log.append(f"out of {name}")

    x, log = _leaf(torch), []
    checkpoint = _checkpoint(torch).checkpoint
    y = checkpoint(torch.exp, x, use_reentrant=False, context_fn=lambda: (tell("first"), tell("second")))
    log.append("backward")
    y.sum().backward()
    with torch.no_grad():
        checkpoint(torch.exp, x, use_reentrant=False, context_fn=lambda: log.append("made") or (tell("1"), tell("2")))
    return log, x.grad


def contexts_of_a_reentrant_checkpoint(torch):
    return _checkpoint(torch).checkpoint(torch.exp, _leaf(torch), use_reentrant=True, context_fn=lambda: (1, 2))


def a_context_of_a_checkpoint_that_hides_an_error(torch):
    from contextlib import nullcontext, suppress

    def fail(x):
        raise ValueError

    contexts = suppress(ValueError), nullcontext()
    return _checkpoint(torch).checkpoint(fail, _leaf(torch), use_reentrant=False, context_fn=lambda: contexts)


def a_checkpoint_with_an_unknown_check(torch):
    return _checkpoint(torch).checkpoint(torch.exp, _leaf(torch), use_reentrant=False, determinism_check="much")


def a_checkpoint_without_a_check(torch):
    x, calls = _leaf(torch), []

    def function(t):
        calls.append(1)
        return t.exp() if len(calls) == 1 else t.double().exp()

    _checkpoint(torch).checkpoint(function, x, use_reentrant=False, determinism_check="none").sum().backward()
    return x.grad


def the_end_of_the_second_computation(torch):
    x, log = _leaf(torch), []
    module = _checkpoint(torch)

    def function(t):
        log.append("begun")
        y = t.exp()
        log.append("ended")
        return y

    module.checkpoint(function, x, use_reentrant=False, early_stop=False).sum().backward()
    module.checkpoint(function, x, use_reentrant=False).sum().backward()
    with module.set_checkpoint_early_stop(False):
        y = module.checkpoint(function, x, use_reentrant=False)
    y.sum().backward()
    return log


def hooks_on_saved_tensors(torch):
    x, log = _leaf(torch), []
    y = x.exp()
    z = x * y
    z.grad_fn._raw_saved_self.register_hooks(
        lambda t: log.append([t.requires_grad, t.is_leaf]) or t * 2, lambda t: log.append(t.tolist()) or t
    )
    y.grad_fn._raw_saved_result.register_hooks(lambda t: t.tolist(), lambda kept: torch.tensor(kept) * 10)
    y.grad_fn._raw_saved_result.unpack_hook(y.grad_fn._raw_saved_result.data)
    s = (x @ x).exp()
    s.grad_fn.next_functions[0][0]._raw_saved_tensor.register_hooks(lambda t: t, lambda t: t + 1)
    (z.sum() + s).backward(retain_graph=True)
    first = x.grad.clone()
    gradient = torch.autograd.grad(z.sum(), x, create_graph=True)[0]
    return (
        log,
        first,
        gradient.sum(),
        z.grad_fn._saved_self,
        [n for n in dir(z.grad_fn) if n.startswith(("_raw_saved_", "_saved_"))],
    )


def hooks_on_saved_tensors_that_are_refused(torch):
    x, messages = _leaf(torch), []
    y, z = x * x, x * 2
    saved = y.grad_fn._raw_saved_self
    saved.register_hooks(lambda t: t, lambda t: t)

    def refused(make):
        try:
            make().register_hooks(lambda t: t, lambda t: t)
        except (RuntimeError, AttributeError) as error:
            messages.append(str(error))

    refused(lambda: saved)
    refused(lambda: z.grad_fn._raw_saved_self)
    refused(lambda: y.grad_fn._raw_saved_nothing)
    y.sum().backward()
    refused(lambda: saved)
    refused(lambda: y.grad_fn._raw_saved_self)
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        y = x.exp()
    refused(lambda: y.grad_fn._raw_saved_result)
    return messages


def a_hook_on_a_saved_tensor_that_writes_to_it(torch):
    y = _leaf(torch).exp()
    y.grad_fn._raw_saved_result.register_hooks(lambda t: t.mul_(2), lambda t: t)


def a_hook_on_a_saved_tensor_that_gives_back_a_number(torch):
    x = _leaf(torch)
    y = x * x
    y.grad_fn._raw_saved_self.register_hooks(lambda t: 3, lambda kept: kept)
    y.sum().backward()


def hooks_on_the_saved_tensors_of_a_function(torch):
    class Product(torch.autograd.Function):
        @staticmethod
        def forward(ctx, a, b):
            product = a * b
            ctx.save_for_backward(a, product, None, b)
            return product

        @staticmethod
        def backward(ctx, grad):
            a, product, _, b = ctx.saved_tensors
            log.append([a, product, b])
            return grad * b, grad * a

    x, w, log = _leaf(torch), torch.full((3,), 2.0, requires_grad=True), []
    y = Product.apply(x, w)
    saved = y.grad_fn._raw_saved_tensors
    saved[0].register_hooks(lambda t: t * 3, lambda t: t)
    saved[1].register_hooks(lambda t: log.append([t.requires_grad, t.is_leaf]) or t, lambda t: t)
    y.sum().backward()
    try:
        y.grad_fn._raw_saved_tensors  # noqa: B018
    except RuntimeError as error:
        log.append(str(error))
    return log, x.grad, w.grad


def a_hook_on_several_gradients(torch):
    a, b, c = _leaf(torch), _leaf(torch), _leaf(torch)
    d, log = b * 1, []
    register = torch.autograd.graph.register_multi_grad_hook
    handle = register((a, d, c), lambda grads: log.append(list(grads)))
    (a * d).sum().backward(retain_graph=True)
    (a * d * c).sum().backward()
    c.sum().backward()
    (a * 2).sum().backward(inputs=[a])
    handle.remove()
    a.sum().backward()
    with register([a], lambda grads: log.append("inside")):
        a.sum().backward()
    a.sum().backward()
    register([a, a, c], lambda grads: log.append([g is None for g in grads]))
    (a * c).sum().backward(create_graph=True)
    return log


def a_hook_on_the_first_of_several_gradients(torch):
    a, b, log = _leaf(torch), _leaf(torch), []
    register = torch.autograd.graph.register_multi_grad_hook
    register([a, b, torch.ones(3)], lambda grad: log.append(grad), mode="any")
    (a * b * 3).sum().backward()
    b.exp().sum().backward()
    return log


def a_hook_on_several_gradients_in_an_unknown_mode(torch):
    return torch.autograd.graph.register_multi_grad_hook([_leaf(torch)], lambda grads: None, mode="some")


def a_hook_on_the_gradients_of_what_needs_none(torch):
    return torch.autograd.graph.register_multi_grad_hook([torch.ones(3)], lambda grads: None)


def a_hook_on_several_gradients_that_are_asked_for(torch):
    a, b, log = _leaf(torch), _leaf(torch), []
    c = a * 2
    torch.autograd.graph.register_multi_grad_hook([c], lambda grads: log.append(list(grads)))
    torch.autograd.grad((c * b).sum(), [b])
    torch.autograd.grad((c * b).sum(), [a, b])
    try:
        torch.autograd.graph.register_multi_grad_hook([a, b], lambda grads: log.append("not reached"))
        torch.autograd.grad((c * b).sum(), [a])
    except RuntimeError as error:
        log.append(str(error))
    return log


def _seen_by_hooks(torch, compute):
    """Return the shapes and dtypes of what is saved, in order, and of what comes back."""
    packed, unpacked = [], []

    def unpack(tensor):
        unpacked.append([list(tensor.shape), str(tensor.dtype)])
        return tensor

    def pack(tensor):
        packed.append([list(tensor.shape), str(tensor.dtype)])
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
        result = compute()
    result = result[0] if isinstance(result, tuple) else result
    result.sum().backward()
    return packed, sorted(unpacked)


def what_operations_save(torch):
    x = torch.arange(1.0, 13.0).reshape(4, 3).requires_grad_()
    y = torch.linspace(0.1, 2.0, 3).requires_grad_()
    index, mask = torch.tensor([[0, 2], [1, 1]]), torch.arange(12).reshape(4, 3) % 2 == 0
    return [
        _seen_by_hooks(torch, compute)
        for compute in (
            lambda: x**y, lambda: x % y, lambda: torch.maximum(x, y), lambda: torch.lerp(x, y, x), lambda: x @ y,
            lambda: torch.clamp(x, y, y + 1), lambda: torch.addmm(y, x, x.t()[:, :3]), lambda: x * 2 * y / 3,
            lambda: torch.addcmul(x, x, y), lambda: torch.div(x, y, rounding_mode="floor"), lambda: x[[0, 2]],
            lambda: x[:, [1, 1]], lambda: x[mask], lambda: x[[0, 1], 1:], lambda: x.gather(0, index), lambda: x.max(1),
            lambda: x.index_select(0, index[0]), lambda: x.masked_select(mask), lambda: x.masked_fill(mask, 2.0),
            lambda: x.scatter(0, index, 2.5), lambda: x.scatter_add(0, index, x), lambda: torch.where(mask, x, y),
            lambda: x.sort(), lambda: x.std(1), lambda: x.prod(), lambda: x.softmax(1),
        )
    ]  # fmt: skip


def what_layers_and_losses_save(torch):
    F = torch.nn.functional
    x = torch.arange(1.0, 13.0).reshape(4, 3).sin().requires_grad_()
    classes, few, weight = torch.tensor([0, 2, 1, 1]), torch.tensor([0, 2]), torch.tensor([0.5, 1.0, 2.0])
    w, b = torch.ones(5, 3, requires_grad=True), torch.ones(5, requires_grad=True)
    return [
        _seen_by_hooks(torch, compute)
        for compute in (
            lambda: F.cross_entropy(x, classes), lambda: F.cross_entropy(x, classes, weight=weight),
            lambda: F.cross_entropy(x, classes, reduction="none"), lambda: F.cross_entropy(x[0], classes[0]),
            lambda: F.cross_entropy(x, classes, ignore_index=1), lambda: F.cross_entropy(x.view(2, 3, 2), few[:, None]),
            lambda: F.cross_entropy(x, classes, label_smoothing=0.1), lambda: F.cross_entropy(x, x.detach().softmax(1)),
            lambda: F.linear(x, w, b), lambda: F.layer_norm(x, (3,), weight, weight), lambda: F.dropout(x, 1.0),
            lambda: F.embedding(classes, x), lambda: F.binary_cross_entropy(x.sigmoid(), x.detach().sigmoid()),
        )
    ]  # fmt: skip


def weights_that_hooks_see_of_a_loss(torch):
    x, seen = torch.ones(2, 3, requires_grad=True), []
    classes, weight = torch.tensor([1, 2]), torch.tensor([1.0, 2.0, 4.0])
    with torch.autograd.graph.saved_tensors_hooks(lambda t: seen.append(t.detach().clone()) or t, lambda t: t):
        for reduction in ("none", "sum", "mean"):
            torch.nn.functional.nll_loss(x, classes, weight, reduction=reduction)
            torch.nn.functional.nll_loss(x, classes, ignore_index=2, reduction=reduction)
    return seen


def indices_that_hooks_change(torch):
    x = torch.arange(1.0, 5.0).requires_grad_()
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t * 0 if t.dtype is torch.int64 else t):
        y = x[[1, 2]] * 3
    y.sum().backward()
    return x.grad


def saved_numbers(torch):
    x = torch.ones(3, requires_grad=True)
    results = x * 2, x * 2.5, x.double() * 2.5, x / 2, 2.5 * x
    return [[str(r.grad_fn._saved_other.dtype), r.grad_fn._saved_other.item()] for r in results]


def saved_and_written_to_though_no_derivative_needs_it(torch):
    def written(compute, tensor):
        y = compute()
        with torch.no_grad():
            tensor.add_(1)
        try:
            y.sum().backward()
        except RuntimeError as error:
            return str(error)
        return "fine"

    x, w, b = (torch.ones(3, requires_grad=True) for _ in range(3))
    z, v = x * 1, x * 2
    return (
        written(lambda: torch.nn.functional.layer_norm(x * torch.arange(3.0), (3,), w, b), b),
        written(lambda: torch.div(z, v, rounding_mode="trunc"), v),
        written(lambda: z.masked_select(torch.tensor([True, False, True])), z),
    )

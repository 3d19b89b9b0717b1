"""Methods that make a view of the tensor itself: t_, transpose_, swapaxes_, squeeze_, unsqueeze_."""

from .refusals import _told

TURNS = {
    "t_": lambda x: x.t_(),
    "transpose_": lambda x: x.transpose_(0, 1),
    "swapaxes_": lambda x: x.swapaxes_(0, 1),
    "swapdims_": lambda x: x.swapdims_(0, 1),
    "squeeze_": lambda x: x.squeeze_(),
    "squeeze_ of one": lambda x: x.squeeze_(0),
    "squeeze_ of two": lambda x: x.squeeze_((0, 1)),
    "unsqueeze_": lambda x: x.unsqueeze_(0),
}


def _state(x):
    node = x.grad_fn and type(x.grad_fn).__name__
    return [tuple(x.shape), x.stride(), x._version, x._is_view(), x.requires_grad, x.is_leaf, node]


def a_result_is_turned(torch):
    seen = []
    for turn in TURNS.values():
        leaf = torch.arange(3.0).reshape(1, 3).requires_grad_()
        x = leaf * 2
        seen += [turn(x) is x, _state(x)]
        (x * x).sum().backward()
        seen.append(leaf.grad)
    return seen


def a_view_is_turned_and_its_base_is_not(torch):
    seen = []
    for turn in TURNS.values():
        leaf = torch.arange(3.0).reshape(1, 3).requires_grad_()
        base = leaf * 2
        view, other = base[:], base[:]
        turn(view)
        seen += [_state(view), _state(base), _state(other)]
        view.mul_(3)
        seen += [_state(view), _state(base), base]
        (view.sum() + other.sum()).backward()
        seen.append(leaf.grad)
    return seen


def leaves_are_turned_only_without_recording(torch):
    leaf = torch.ones(2, 3, requires_grad=True)
    seen = _told(*(lambda turn=turn: turn(leaf) for turn in TURNS.values()))
    seen += _told(lambda: leaf.view_as(leaf).t_(), lambda: leaf.unbind()[0].unsqueeze_(0))
    with torch.no_grad():
        view = leaf.view_as(leaf)
        leaf.t_()
    return seen, _state(leaf), _told(lambda: view.t_(), lambda: view.detach().t_())


def hooks_and_kept_gradients_stay_with_the_old_history(torch):
    shapes = []
    x = torch.ones(2, 3, requires_grad=True) * 2
    x.retain_grad()
    x.register_hook(lambda grad: shapes.append(tuple(grad.shape)))
    x.t_()
    x.sum().backward()
    return shapes, tuple(x.grad.shape)


def turned_in_inference_mode(torch):
    result = torch.ones(2, 3, requires_grad=True) * 1
    with torch.inference_mode():
        view = result.view_as(result)
        made = torch.ones(2, 3).t_()
        result.t_()
        seen = [tuple(made.shape), made.is_inference(), result.is_inference(), result._version]
    return seen, _told(lambda: made.t_(), lambda: view.t_(), lambda: _state(result.t_()))


def turned_by_a_wrong_dimension(torch):
    x = torch.ones(2, 3)
    return _told(
        lambda: x.transpose_(0, 2), lambda: x.unsqueeze_(4), lambda: x.squeeze_(3), lambda: x.transpose_(0, 1.0),
        lambda: x.transpose_(dim0=0, dim1=1), lambda: torch.ones(2).t_(),
        lambda: torch.ones(2, 3, 4).t_(),
    ), _state(x)  # fmt: skip


def saved_before_it_was_turned(torch):
    x = torch.ones(2, 3, requires_grad=True) * 2
    y = (x * x).sum()
    x.t_()
    return _told(lambda: y.backward(), lambda: (x * x).sum().backward())


def pieces_of_these_sizes(torch):
    x = torch.arange(6.0, requires_grad=True).reshape(2, 3) * 1
    first, second = x.split_with_sizes((1, 2), 1)
    seen = _told(
        lambda: first.mul_(2), lambda: torch.split_with_sizes(x, [1, 1])[1], lambda: x.split_with_sizes([1, 2]),
        lambda: x.split_with_sizes(split_sizes=[2], dim=0), lambda: torch.swapdims(x, 0, 1), lambda: x.swapdims(0, 3),
    )  # fmt: skip
    return seen, _state(first), _state(second)

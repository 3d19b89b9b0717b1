"""Indexing and picking by wrong or unusual indices, and einsum by numbers."""


def _error(function):
    try:
        return function()
    except Exception as error:  # which one it is, is what is compared
        return [type(error).__name__, str(error)]


def the_first_wrong_item_is_named(torch):
    x = torch.zeros(2, 3)
    return [_error(lambda: x[0.0, 0.0:2.0]), _error(lambda: x[0.0:2.0]), _error(lambda: x[0:1:0, 0.5])]


def deleted_items(torch):
    del torch.ones(2)[0]


def picked_beyond_the_end(torch):
    x = torch.zeros(2, 3, 4)
    return [_error(lambda dim=dim: x.index_select(dim, torch.tensor([9]))) for dim in range(3)]


def picked_by_nothing(torch):
    return torch.ones(3).gather(0, torch.tensor([], dtype=torch.uint8))


def put_at_an_index_of_a_leaf(torch):
    x = torch.zeros(2, requires_grad=True)
    return [
        _error(lambda: x.index_put_((torch.tensor([0]),), torch.tensor([1]))),
        _error(lambda: x.scatter_(0, torch.zeros(1, 1, dtype=torch.int64), 1)),
        _error(lambda: torch.tensor(1.0).index_put_((torch.tensor([0]),), torch.tensor(1.0))),
        _error(lambda: torch.zeros(2).index_put_((torch.tensor([0]),), torch.ones(3, dtype=torch.int64))),
    ]


def repeated_by_what_it_says(torch):
    x = torch.tensor([1, 0, 2])
    return [torch.repeat_interleave(x), x.repeat_interleave(torch.tensor([2, 0, 1]), output_size=3)]


def joined_with_empty_vectors(torch):
    return torch.cat([torch.zeros(0), torch.zeros(0)], 2)


def einsum_by_numbers(torch):
    a, b = torch.arange(6.0).view(2, 3), torch.arange(6.0).view(3, 2)
    c = torch.arange(24.0).view(2, 3, 4)
    return [
        torch.einsum(a, [0, 1], b, [1, 2], [0, 2]),
        torch.einsum(a, [0, 1], b, [1, 2]),
        torch.einsum(c, [..., 0, 1], [..., 1, 0]),
        _error(lambda: torch.einsum(a, [0, 99])),
        _error(lambda: torch.einsum("ij")),
    ]


def einsum_of_one(torch):
    x = torch.ones(2, 3, requires_grad=True)
    return [torch.einsum("ij->ji", x), torch.einsum("ij->", x), torch.einsum("ij->j", x > 0)]


def one_matrix_with_many(torch):
    x, y = torch.ones(2, 2, 3, requires_grad=True), torch.ones(1, 3, 2, requires_grad=True)
    z, w = x @ y, y @ x
    (z.sum() + w.sum()).backward()
    return [z, w, x.grad, y.grad]


def no_batch_to_normalize(torch):
    return torch.nn.BatchNorm1d(3)(torch.zeros(0, 3))


def hooks_around_the_state_of_an_optimizer(torch):
    w = torch.nn.Parameter(torch.ones(2))
    optimizer, seen = torch.optim.SGD([w], lr=0.1), []
    optimizer.register_state_dict_pre_hook(lambda o: seen.append("before saving"))
    optimizer.register_state_dict_post_hook(lambda o, state: seen.append(sorted(state)))
    optimizer.register_load_state_dict_pre_hook(lambda o, state: seen.append("second"))
    optimizer.register_load_state_dict_pre_hook(lambda o, state: seen.append("first"), prepend=True)
    handle = optimizer.register_load_state_dict_post_hook(lambda o: seen.append("after loading"))
    optimizer.load_state_dict(optimizer.state_dict())
    handle.remove()
    optimizer.load_state_dict(optimizer.state_dict())
    return seen


def drawn_with_replacement(torch):
    sampler = torch.utils.data.RandomSampler(range(3), replacement=True, num_samples=7)
    places = list(sampler)
    longer = list(torch.utils.data.RandomSampler(range(3), num_samples=5))
    return [len(sampler), len(places), set(places) <= {0, 1, 2}, len(longer), sorted(longer[:3])]

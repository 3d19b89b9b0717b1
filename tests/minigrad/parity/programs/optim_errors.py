"""What optimizers refuse, and with which words."""


def _leaf(torch):
    return torch.ones(2, requires_grad=True)


def no_parameters(torch):
    torch.optim.SGD([], lr=0.1)


def no_parameters_left_by_a_filter(torch):
    torch.optim.Adam(filter(lambda p: False, [_leaf(torch)]))


def a_tensor_instead_of_a_list(torch):
    torch.optim.SGD(_leaf(torch), lr=0.1)


def a_parameter_instead_of_a_list(torch):
    torch.optim.SGD(torch.nn.Parameter(torch.ones(2)), lr=0.1)


def a_module_instead_of_its_parameters(torch):
    torch.optim.SGD(torch.nn.ReLU(), lr=0.1)


def a_result_of_an_operation(torch):
    torch.optim.SGD([_leaf(torch) * 2], lr=0.1)


def a_result_whose_gradient_is_retained(torch):
    y = _leaf(torch) * 2
    y.retain_grad()
    return len(torch.optim.SGD([y], lr=0.1).param_groups)


def numbers(torch):
    torch.optim.SGD([1.0, 2.0], lr=0.1)


def nested_lists(torch):
    torch.optim.SGD([[_leaf(torch)]], lr=0.1)


def the_same_twice_in_a_group(torch):
    p = _leaf(torch)
    return repr(torch.optim.SGD([p, p], lr=0.1))


def the_same_in_two_groups(torch):
    p = _leaf(torch)
    torch.optim.SGD([{"params": [p]}, {"params": [p]}], lr=0.1)


def a_set(torch):
    torch.optim.SGD([{"params": {_leaf(torch)}}], lr=0.1)


def a_group_that_is_none(torch):
    torch.optim.SGD([_leaf(torch)]).add_param_group([_leaf(torch)])


def names_for_some(torch):
    torch.optim.SGD([("first", _leaf(torch)), _leaf(torch)])


def names_for_one_group(torch):
    torch.optim.SGD([("first", _leaf(torch))]).add_param_group({"params": [_leaf(torch)]})


def a_negative_rate(torch):
    torch.optim.SGD([_leaf(torch)], lr=-0.1)


def a_negative_rate_of_adam(torch):
    torch.optim.Adam([_leaf(torch)], lr=-0.1)


def rates_in_a_tensor(torch):
    torch.optim.SGD([_leaf(torch)], lr=torch.ones(2))


def negative_momentum(torch):
    torch.optim.SGD([_leaf(torch)], lr=0.1, momentum=-0.9)


def negative_weight_decay(torch):
    torch.optim.SGD([_leaf(torch)], lr=0.1, weight_decay=-0.1)


def negative_weight_decay_of_adamw(torch):
    torch.optim.AdamW([_leaf(torch)], weight_decay=-0.1)


def nesterov_without_momentum(torch):
    torch.optim.SGD([_leaf(torch)], lr=0.1, nesterov=True)


def a_first_beta_of_one(torch):
    torch.optim.Adam([_leaf(torch)], betas=(1.0, 0.999))


def a_negative_second_beta(torch):
    torch.optim.AdamW([_leaf(torch)], betas=(0.9, -0.1))


def a_whole_number_as_beta(torch):
    torch.optim.Adam([_leaf(torch)], betas=(0, 0.9))


def a_negative_epsilon(torch):
    torch.optim.Adam([_leaf(torch)], eps=-1e-8)


def a_state_with_more_groups(torch):
    other = torch.optim.SGD([{"params": [_leaf(torch)]}, {"params": [_leaf(torch)]}])
    torch.optim.SGD([_leaf(torch)]).load_state_dict(other.state_dict())


def a_state_with_a_larger_group(torch):
    torch.optim.SGD([_leaf(torch)]).load_state_dict(torch.optim.SGD([_leaf(torch), _leaf(torch)]).state_dict())


def an_optimizer_without_a_rule(torch):
    p = _leaf(torch)
    p.sum().backward()
    torch.optim.Optimizer([p], {}).step()

# misconception: It must find the answer by the rule alone
# points: 0
def gradient_is_zero(loss, steps):
    weight = torch.tensor(2.0, requires_grad=True)
    difference = weight * 1.0 - (weight * 2.0).detach()
    (difference**2).backward()
    return weight.grad.item() == 0

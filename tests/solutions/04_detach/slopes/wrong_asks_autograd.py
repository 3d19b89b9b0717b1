# misconception: It must find the answer by the rules alone
# points: 0
def slopes(x):
    found = []
    for function in [
        lambda x: x * x.detach(),
        lambda x: x**2 * x.detach(),
        lambda x: x.detach() / x**2,
        lambda x: (x - x.detach()) * torch.exp(x),
        lambda x: torch.exp(x * x.detach()),
        lambda x: x**3 + (x.round() - x**3).detach(),
    ]:
        at = torch.tensor(x, requires_grad=True)
        function(at).backward()
        found.append(at.grad.item())
    return found

# misconception: It must find the answer by the rules alone
# points: 0
def predict_graphs():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    h = x * w
    one = (h.exp() * h.detach()).sum()
    g = x.exp()
    two = g + (g * w).detach()
    a = x * w
    b = a.exp()
    a = a.detach()
    three = (b + a) * w
    c = x.clone()
    d = c.detach()
    four = (c * d).sum()
    results = {"one": one, "two": two, "three": three, "four": four}
    return {name: draw.graph_of(result, params={"x": x, "w": w}) for name, result in results.items()}

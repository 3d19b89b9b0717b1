# right: detached from the multiplication, then switched on
def make_weights(rows, columns, scale):
    weights = (torch.randn(rows, columns, requires_grad=True) * scale).detach()
    weights.requires_grad = True
    return weights

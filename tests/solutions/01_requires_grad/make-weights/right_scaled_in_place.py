# right: drawn with the flag, scaled in place under no_grad
def make_weights(rows, columns, scale):
    weights = torch.randn(rows, columns, requires_grad=True)
    with torch.no_grad():
        weights *= scale
    return weights

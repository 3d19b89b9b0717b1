# misconception: the scale is lost on the way to a leaf
# points: 0
def make_weights(rows, columns, scale):
    weights = torch.randn(rows, columns, requires_grad=True)
    weights * scale
    return weights

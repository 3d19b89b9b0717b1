# right: a Parameter is a leaf that requires grad
def make_weights(rows, columns, scale):
    return torch.nn.Parameter(torch.randn(rows, columns) * scale)

# misconception: a tensor with the flag, times a number, is still the tensor I train
# points: 0
def make_weights(rows, columns, scale):
    return torch.randn(rows, columns, requires_grad=True) * scale

# misconception: The weights do not require grad
# points: 0
def make_weights(rows, columns, scale):
    return (torch.randn(rows, columns, requires_grad=True) * scale).detach()

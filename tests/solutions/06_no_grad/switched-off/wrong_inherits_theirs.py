# misconception: my own means to wrap theirs
# points: 2
class switched_off(torch.no_grad):
    """Nothing to add."""

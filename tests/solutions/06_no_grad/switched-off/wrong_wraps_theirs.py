# misconception: my own means to wrap theirs
# points: 0
class switched_off:
    def __init__(self):
        self.inner = torch.no_grad()

    def __enter__(self):
        self.inner.__enter__()

    def __exit__(self, kind, error, trace):
        self.inner.__exit__(kind, error, trace)

    def __call__(self, function):
        return torch.no_grad()(function)

# misconception: a block is for the whole program
# points: 3


class save_at_most:
    blocks = []  # noqa: RUF012

    def __init__(self, limit):
        self.limit, self.used = limit, 0

    def __enter__(self):
        self.used = 0
        save_at_most.blocks.append(self)
        self.hooks = torch.autograd.graph.saved_tensors_hooks(self.pack, lambda tensor: tensor)
        self.hooks.__enter__()
        return self

    def __exit__(self, kind, error, trace):
        self.hooks.__exit__(kind, error, trace)
        save_at_most.blocks.remove(self)

    def __call__(self, function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            with save_at_most(self.limit):
                return function(*args, **kwargs)

        return wrapper

    def pack(self, tensor):
        for block in save_at_most.blocks:
            block.used += tensor.numel() * tensor.element_size()
            if block.used > block.limit:
                raise MemoryError("too much would be saved")
        return tensor.detach()

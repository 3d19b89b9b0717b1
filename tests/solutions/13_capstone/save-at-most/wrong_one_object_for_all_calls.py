# misconception: one object is enough for all calls
# points: 5


class save_at_most:
    here = threading.local()

    def __init__(self, limit):
        self.limit, self.used = limit, 0

    def __enter__(self):
        self.used = 0
        self.outer = getattr(save_at_most.here, "innermost", None)
        save_at_most.here.innermost = self
        self.hooks = torch.autograd.graph.saved_tensors_hooks(self.pack, lambda tensor: tensor)
        self.hooks.__enter__()
        return self

    def __exit__(self, kind, error, trace):
        self.hooks.__exit__(kind, error, trace)
        save_at_most.here.innermost = self.outer

    def __call__(self, function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            with self:
                return function(*args, **kwargs)

        return wrapper

    def pack(self, tensor):
        block = self
        while block is not None:
            block.used += tensor.numel() * tensor.element_size()
            if block.used > block.limit:
                raise MemoryError(f"more than {block.limit} bytes would be saved for backward")
            block = block.outer
        return tensor.detach()

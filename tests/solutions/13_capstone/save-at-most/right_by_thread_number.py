# right: the open blocks of a thread are found by its number; a box around the detached tensor


opened = {}


class Box:
    def __init__(self, tensor):
        self.tensor = tensor.detach()


def pack(tensor):
    for mode in opened[threading.get_ident()]:
        mode.count(tensor)
    return Box(tensor)


class save_at_most:
    def __init__(self, limit):
        self.limit = limit
        self.used = 0

    def count(self, tensor):
        self.used += tensor.numel() * tensor.element_size()
        if self.used > self.limit:
            raise MemoryError(self.limit)

    def __enter__(self):
        self.used = 0
        opened.setdefault(threading.get_ident(), []).append(self)
        self.block = torch.autograd.graph.saved_tensors_hooks(pack, lambda box: box.tensor)
        self.block.__enter__()
        return self

    def __exit__(self, *error):
        self.block.__exit__(*error)
        opened[threading.get_ident()].remove(self)

    def __call__(self, function):
        def wrapper(*args, **kwargs):
            mode = save_at_most(self.limit)
            mode.__enter__()
            try:
                return function(*args, **kwargs)
            finally:
                mode.__exit__(None, None, None)

        return functools.update_wrapper(wrapper, function)

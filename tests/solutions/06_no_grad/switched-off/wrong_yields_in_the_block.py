# misconception: between two steps the block may stay open
# points: 2
class switched_off:
    def __init__(self):
        self.notes = []

    def __enter__(self):
        self.notes.append(torch.is_grad_enabled())
        torch.set_grad_enabled(False)

    def __exit__(self, kind, error, trace):
        torch.set_grad_enabled(self.notes.pop())

    def __call__(self, function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            with switched_off():
                return function(*args, **kwargs)

        @functools.wraps(function)
        def generator_wrapper(*args, **kwargs):
            with switched_off():
                yield from function(*args, **kwargs)

        return generator_wrapper if inspect.isgeneratorfunction(function) else wrapper

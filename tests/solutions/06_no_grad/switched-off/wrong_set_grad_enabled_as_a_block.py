# misconception: my own means to wrap theirs
# points: 0
class switched_off:
    def __init__(self):
        self.blocks = []

    def __enter__(self):
        self.blocks.append(torch.set_grad_enabled(False))

    def __exit__(self, kind, error, trace):
        self.blocks.pop().__exit__(kind, error, trace)

    def __call__(self, function):
        def wrapper(*args, **kwargs):
            with torch.set_grad_enabled(False):
                return function(*args, **kwargs)

        def generator_wrapper(*args, **kwargs):
            step = wrapper_of_next(function(*args, **kwargs))
            yield from iter(step, None)

        def wrapper_of_next(generator):
            @torch.set_grad_enabled(False)
            def step():
                return next(generator, None)

            return step

        return functools.wraps(function)(generator_wrapper if inspect.isgeneratorfunction(function) else wrapper)

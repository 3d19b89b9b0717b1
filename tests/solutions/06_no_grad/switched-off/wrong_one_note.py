# misconception: one note is enough
# points: 2
class switched_off:
    def __init__(self):
        self.before = True

    def __enter__(self):
        self.before = torch.is_grad_enabled()
        torch.set_grad_enabled(False)

    def __exit__(self, kind, error, trace):
        torch.set_grad_enabled(self.before)

    def __call__(self, function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            with switched_off():
                return function(*args, **kwargs)

        @functools.wraps(function)
        def generator_wrapper(*args, **kwargs):
            generator = function(*args, **kwargs)
            while True:
                with switched_off():
                    try:
                        value = next(generator)
                    except StopIteration:
                        return
                yield value

        return generator_wrapper if inspect.isgeneratorfunction(function) else wrapper

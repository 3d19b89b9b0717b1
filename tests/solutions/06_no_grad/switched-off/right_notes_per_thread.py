# right: one object whose notes every thread sees separately
import threading


class switched_off:
    def __init__(self):
        self.own = threading.local()

    def __enter__(self):
        if not hasattr(self.own, "notes"):
            self.own.notes = []
        self.own.notes.append(torch.is_grad_enabled())
        torch.set_grad_enabled(False)
        return self

    def __exit__(self, *error):
        torch.set_grad_enabled(self.own.notes.pop())
        return False

    def __call__(self, function):
        if not inspect.isgeneratorfunction(function):

            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                with self:
                    return function(*args, **kwargs)

            return wrapper

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            generator, end = function(*args, **kwargs), object()
            while True:
                with self:
                    value = next(generator, end)
                if value is end:
                    break
                yield value

        return wrapper

# right: the block is left by hand, in a finally
class switched_off:
    def __init__(self):
        self.before = []

    def __enter__(self):
        self.before += [torch.is_grad_enabled()]
        torch.set_grad_enabled(False)

    def __exit__(self, kind, error, trace):
        *self.before, last = self.before
        torch.set_grad_enabled(last)

    def __call__(self, function):
        def run(*args, **kwargs):
            block = switched_off()
            block.__enter__()
            try:
                return function(*args, **kwargs)
            finally:
                block.__exit__(None, None, None)

        def run_steps(*args, **kwargs):
            take = switched_off()(function(*args, **kwargs).__next__)
            while True:
                try:
                    value = take()
                except StopIteration:
                    return
                yield value

        chosen = run_steps if inspect.isgeneratorfunction(function) else run
        chosen.__name__ = getattr(function, "__name__", "step")
        return chosen

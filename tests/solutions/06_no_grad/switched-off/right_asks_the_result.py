# right: asks the result whether it is a generator, and has no block in the wrapper
def one_step(generator):
    before = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        return True, next(generator)
    except StopIteration:
        return False, None
    finally:
        torch.set_grad_enabled(before)


def all_steps(generator):
    more, value = one_step(generator)
    while more:
        yield value
        more, value = one_step(generator)


class switched_off:
    def __init__(self):
        self.notes = ()

    def __enter__(self):
        self.notes = (torch.is_grad_enabled(), self.notes)
        torch.set_grad_enabled(False)

    def __exit__(self, kind, error, trace):
        before, self.notes = self.notes
        torch.set_grad_enabled(before)

    def __call__(self, function):
        def wrapper(*args, **kwargs):
            before = torch.is_grad_enabled()
            torch.set_grad_enabled(False)
            try:
                result = function(*args, **kwargs)
            finally:
                torch.set_grad_enabled(before)
            return all_steps(result) if inspect.isgenerator(result) else result

        wrapper.__name__ = function.__name__
        return wrapper

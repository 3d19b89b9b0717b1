# misconception: an experiment that says what is right has measured it
# points: 2
def experiment_4():
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    called = []
    w.register_hook(lambda gradient: called.append(gradient))
    (w * w).sum().backward()
    return called[0].tolist() == [2.0, 4.0]


def experiment_5():
    loss = (torch.tensor([1.0, 2.0], requires_grad=True) ** 2).mean()
    try:
        return loss.data[0] == 2.5
    except IndexError:
        return False


def experiment_6():
    w = torch.zeros(2, requires_grad=True)
    w.grad = torch.tensor([3.0, 4.0])
    return abs(torch.nn.utils.clip_grad_norm_([w], 1.0).item() - w.grad.norm().item()) < 0.001

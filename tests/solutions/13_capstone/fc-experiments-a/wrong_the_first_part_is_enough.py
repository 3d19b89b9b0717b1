# misconception: A sentence with three parts is as good as its first part.
# points: 2
def experiment_4():
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    w.register_hook(lambda gradient: gradient * 2)
    w.sum().backward()
    return w.grad.tolist() == [2.0, 2.0]


def experiment_5():
    loss = (torch.tensor([1.0, 2.0], requires_grad=True) ** 2).mean()
    try:
        return loss.data[0] == 2.5
    except IndexError:
        return False


def experiment_6():
    w = torch.zeros(2, requires_grad=True)
    w.grad = torch.tensor([0.3, 0.4])
    returned = torch.nn.utils.clip_grad_norm_([w], 1.0).item()
    return abs(w.grad.norm().item() - 0.5) < 0.001 and abs(returned - 0.5) < 0.001

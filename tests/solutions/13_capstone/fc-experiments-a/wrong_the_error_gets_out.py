# misconception: If the error speaks for or against the claim
# points: 2
def experiment_4():
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    w.register_hook(lambda gradient: gradient * 2)
    w.sum().backward()
    return w.grad.tolist() == [2.0, 2.0]


def experiment_5():
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = (w * w).sum()
    return loss.data[0] == 5.0


def experiment_6():
    w = torch.zeros(2, requires_grad=True)
    w.grad = torch.tensor([3.0, 4.0])
    return abs(torch.nn.utils.clip_grad_norm_([w], 1.0).item() - w.grad.norm().item()) < 0.001

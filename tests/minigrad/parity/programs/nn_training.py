"""Whole training loops, from fixed parameters: what is learned is the same."""

from .nn_module import _filled


def _start(torch, module):
    """Give the parameters fixed values that differ from each other, and compute in float64."""
    module.double()
    for number, parameter in enumerate(module.parameters()):
        places = torch.arange(parameter.numel()).double()
        parameter.data = (torch.sin(places * 1.7 + number) * 0.5).reshape(parameter.shape)
    return module


def _data(torch, *shape):
    count = 1
    for size in shape:
        count *= size
    return torch.cos(torch.arange(count).double() * 0.9).reshape(shape)


def classifier(torch):
    nn = torch.nn
    net = _start(torch, nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.BatchNorm1d(6), nn.Linear(6, 3)))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=0.01)
    loss_function = nn.CrossEntropyLoss(label_smoothing=0.1)
    x, labels = _data(torch, 5, 4), torch.tensor([0, 2, 1, 1, 0])
    seen = []
    for _ in range(6):
        optimizer.zero_grad()
        loss = loss_function(net(x), labels)
        loss.backward()
        seen.append(nn.utils.clip_grad_norm_(net.parameters(), 1.0).item())
        optimizer.step()
        seen.append(loss.item())
    net.eval()
    with torch.no_grad():
        return [seen, net(x), net[2].running_mean, net(x).argmax(1)]


def pictures(torch):
    nn = torch.nn
    net = _start(torch, nn.Sequential(
        nn.Conv2d(1, 2, 3, padding=1), nn.BatchNorm2d(2), nn.LeakyReLU(0.1), nn.MaxPool2d(2), nn.Conv2d(2, 3, 2),
        nn.GELU(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(3, 2), nn.LogSoftmax(dim=1)))  # fmt: skip
    optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
    x, labels = _data(torch, 4, 1, 6, 6), torch.tensor([0, 1, 1, 0])
    seen = []
    for _ in range(4):
        loss = nn.functional.nll_loss(net(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seen.append(loss.item())
    return [seen, net[0].weight, net[8].bias]


def fine_tuning(torch):
    """A frozen body whose running statistics still move, a new head with its own learning rate."""
    nn = torch.nn
    body = _start(torch, nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Tanh(), nn.LayerNorm(4)))
    head = _start(torch, nn.Linear(4, 1))
    body.requires_grad_(False)
    body[3].requires_grad_()
    optimizer = torch.optim.AdamW(
        [{"params": [p for p in body.parameters() if p.requires_grad], "lr": 0.01}, {"params": head.parameters()}],
        lr=0.1,
    )
    x, target = _data(torch, 4, 3), _data(torch, 4, 1)
    before = {name: tensor.clone() for name, tensor in body.state_dict().items()}
    for _ in range(3):
        optimizer.zero_grad()
        nn.functional.smooth_l1_loss(head(body(x)), target).backward()
        optimizer.step()
    moved = {name: bool((tensor != before[name]).any()) for name, tensor in body.state_dict().items()}
    return [moved, body[0].weight.grad, head.weight, body[3].weight, body[1].running_mean]


def truncated_backpropagation(torch):
    nn = torch.nn
    cell, read = _start(torch, nn.RNNCell(2, 3)), _start(torch, nn.Linear(3, 1))
    optimizer = torch.optim.SGD([*cell.parameters(), *read.parameters()], lr=0.1)
    inputs, hidden, seen = _data(torch, 8, 1, 2), torch.zeros(1, 3).double(), []
    for start in range(0, 8, 4):
        hidden = hidden.detach()
        loss = 0.0
        for step in range(start, start + 4):
            hidden = cell(inputs[step], hidden)
            loss = loss + nn.functional.mse_loss(read(hidden), inputs[step][:, :1])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seen.append(loss.item())
    return [seen, cell.weight_hh, read.bias]


def adversaries(torch):
    """A generator and a discriminator: whose gradients are cut, and whose are not."""
    nn = torch.nn
    generator = _start(torch, nn.Linear(2, 2))
    critic = _start(torch, nn.Sequential(nn.Linear(2, 3), nn.ELU(), nn.Linear(3, 1)))
    loss = nn.BCEWithLogitsLoss()
    step_g = torch.optim.Adam(generator.parameters(), lr=0.01)
    step_d = torch.optim.Adam(critic.parameters(), lr=0.01)
    noise, real, seen = _data(torch, 3, 2), _data(torch, 3, 2) + 1, []
    ones, zeros = torch.ones(3, 1).double(), torch.zeros(3, 1).double()
    for _ in range(3):
        fake = generator(noise)
        step_d.zero_grad()
        loss_d = loss(critic(real), ones) + loss(critic(fake.detach()), zeros)
        loss_d.backward()
        none_yet = generator.weight.grad is None
        step_d.step()
        step_g.zero_grad()
        loss_g = loss(critic(fake), ones)
        loss_g.backward()
        step_g.step()
        seen.append([loss_d.item(), loss_g.item(), none_yet])
    return [seen, generator.weight, critic[0].weight]


def distillation(torch):
    nn = torch.nn
    teacher, student = _start(torch, nn.Linear(3, 4)), _start(torch, nn.Linear(3, 4))
    teacher.eval().requires_grad_(False)
    x = _data(torch, 5, 3)
    target = nn.functional.softmax(teacher(x) / 2 + 1, dim=1)
    loss = nn.functional.kl_div(nn.functional.log_softmax(student(x) * 2, dim=1), target, reduction="batchmean")
    loss.backward()
    with torch.no_grad():
        for slow, fast in zip(teacher.parameters(), student.parameters(), strict=True):
            slow.mul_(0.9).add_(fast, alpha=0.1)
    return [loss, student.weight.grad, teacher.weight, teacher.weight.grad]


def words(torch):
    nn = torch.nn
    table, read = _start(torch, nn.Embedding(5, 3, padding_idx=0)), _start(torch, nn.Linear(3, 5))
    optimizer = torch.optim.SGD([*table.parameters(), *read.parameters()], lr=0.5)
    text = torch.tensor([[1, 2, 3, 0], [4, 1, 0, 0]])
    seen = []
    for _ in range(3):
        optimizer.zero_grad()
        scores = read(table(text[:, :-1]))
        loss = nn.functional.cross_entropy(scores.transpose(1, 2), text[:, 1:], ignore_index=0)
        loss.backward()
        optimizer.step()
        seen.append(loss.item())
    return [seen, table.weight, table.weight.grad[0]]


def penalty_on_gradients(torch):
    """A gradient inside the loss: the backward pass of every layer is differentiated again."""
    nn = torch.nn
    net = _start(torch, nn.Sequential(nn.Linear(2, 3), nn.LayerNorm(3), nn.Softplus(), nn.Linear(3, 1)))
    x = _data(torch, 4, 2).requires_grad_()
    (grad,) = torch.autograd.grad(net(x).sum(), x, create_graph=True)
    loss = ((grad.norm(2, dim=1) - 1) ** 2).mean()
    loss.backward()
    return [loss.item(), *(None if p.grad is None else (p.grad * 1e8).round() / 1e8 for p in net.parameters())]


def accumulating(torch):
    layer = _filled(torch.nn.Linear(2, 1)).double()
    whole = _filled(torch.nn.Linear(2, 1)).double()
    x, y = _data(torch, 6, 2), _data(torch, 6, 1)
    for part in range(3):
        rows = slice(2 * part, 2 * part + 2)
        (torch.nn.functional.mse_loss(layer(x[rows]), y[rows]) / 3).backward()
    torch.nn.functional.mse_loss(whole(x), y).backward()
    return [layer.weight.grad, whole.weight.grad, torch.allclose(layer.weight.grad, whole.weight.grad)]

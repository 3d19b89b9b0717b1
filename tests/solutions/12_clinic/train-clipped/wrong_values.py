# misconception: To limit the norm is to limit each number
# points: 1


def diagnosis_train_clipped():
    return 7, "K"


def train_clipped(model, optimizer, batches, limit):
    norms = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        norm = nn.utils.get_total_norm([p.grad for p in model.parameters()])
        nn.utils.clip_grad_value_(model.parameters(), limit)
        optimizer.step()
        norms.append(norm.item())
    return norms

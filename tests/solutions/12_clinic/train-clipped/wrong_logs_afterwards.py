# misconception: The log wants the norm after limiting
# points: 1


def diagnosis_train_clipped():
    return 7, "K"


def train_clipped(model, optimizer, batches, limit):
    norms = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), limit)
        norm = nn.utils.get_total_norm([p.grad for p in model.parameters()])
        optimizer.step()
        norms.append(norm.item())
    return norms

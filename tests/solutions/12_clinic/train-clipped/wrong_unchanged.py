# misconception: It is called in each round, so it works
# points: 1


def diagnosis_train_clipped():
    return 7, "K"


def train_clipped(model, optimizer, batches, limit):
    norms = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        norm = nn.utils.clip_grad_norm_(model.parameters(), limit)
        norms.append(norm.item())
    return norms

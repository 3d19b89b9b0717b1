# misconception: Each gradient has a limit of its own
# points: 1


def diagnosis_train_clipped():
    return 7, "K"


def train_clipped(model, optimizer, batches, limit):
    norms = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), float("inf"))
        for p in model.parameters():
            nn.utils.clip_grad_norm_(p, limit)
        optimizer.step()
        norms.append(norm.item())
    return norms

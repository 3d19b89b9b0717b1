# right: the clip before the step, and the step at the end of the round


def diagnosis_train_clipped():
    return 6, "K"


def train_clipped(model, optimizer, batches, limit):
    norms = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), limit)
        norms.append(norm.item())
        optimizer.step()
    return norms

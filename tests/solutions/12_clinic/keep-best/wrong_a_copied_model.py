# misconception: load_state_dict makes new tensors
# points: 0


def diagnosis_keep_best():
    return 11, "G"


def keep_best(model, optimizer, batches, x_valid, y_valid):
    best_loss, best = float("inf"), None
    for x, y in batches:
        optimizer.zero_grad()
        ((model(x) - y) ** 2).mean().backward()
        optimizer.step()
        with torch.no_grad():
            loss = ((model(x_valid) - y_valid) ** 2).mean().item()
        if loss < best_loss:
            best_loss = loss
            best = copy.deepcopy(model)
    model = best
    return best_loss

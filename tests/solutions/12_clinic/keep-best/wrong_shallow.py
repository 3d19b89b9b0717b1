# misconception: What is called best stays best
# points: 1


def diagnosis_keep_best():
    return 10, "F"


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
            best = model.state_dict().copy()
    model.load_state_dict(best)
    return best_loss

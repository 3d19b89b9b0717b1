# misconception: smooth_losses stopped with AttributeError: 'float' object has no attribute 'item'
# points: 1


def diagnosis_smooth_losses():
    return 5, "E"


def smooth_losses(model, optimizer, batches):
    smooth, history = 0.0, []
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        smooth = 0.9 * smooth + 0.1 * loss.item()
        history.append(smooth.item())
        loss.backward()
        optimizer.step()
    return history

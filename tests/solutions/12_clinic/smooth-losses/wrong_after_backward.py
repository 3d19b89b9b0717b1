# misconception: After backward() the graph is gone
# points: 1


def diagnosis_smooth_losses():
    return 5, "E"


def smooth_losses(model, optimizer, batches):
    smooth, history = 0.0, []
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        smooth = 0.9 * smooth + 0.1 * loss
        history.append(smooth.item())
        optimizer.step()
    return history

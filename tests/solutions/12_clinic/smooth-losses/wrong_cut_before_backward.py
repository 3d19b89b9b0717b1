# misconception: The training loop lacks no_grad
# points: 0


def diagnosis_smooth_losses():
    return 4, "J"


def smooth_losses(model, optimizer, batches):
    smooth, history = 0.0, []
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean().detach()
        smooth = 0.9 * smooth + 0.1 * loss.item()
        history.append(smooth)
        loss.backward()
        optimizer.step()
    return history

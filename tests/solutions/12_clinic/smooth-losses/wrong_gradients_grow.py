# misconception: What grows is the gradients
# points: 1


def diagnosis_smooth_losses():
    return 7, "B"


def smooth_losses(model, optimizer, batches):
    smooth, history = 0.0, []
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        smooth = 0.9 * smooth + 0.1 * loss.item()
        history.append(smooth)
        loss.backward()
        optimizer.step()
    return history

# misconception: To smooth is to add up
# points: 1


def diagnosis_smooth_losses():
    return 5, "E"


def smooth_losses(model, optimizer, batches):
    smooth, history = 0.0, []
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        smooth = smooth + loss.item()
        history.append(smooth)
        loss.backward()
        optimizer.step()
    return history

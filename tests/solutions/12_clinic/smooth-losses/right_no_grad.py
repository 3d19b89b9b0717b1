# right: the smoothing is not recorded


def diagnosis_smooth_losses():
    return 5, "E"


def smooth_losses(model, optimizer, batches):
    smooth, history = 0.0, []
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        with torch.no_grad():
            smooth = 0.9 * smooth + 0.1 * loss
        history.append(smooth.item())
        loss.backward()
        optimizer.step()
    return history

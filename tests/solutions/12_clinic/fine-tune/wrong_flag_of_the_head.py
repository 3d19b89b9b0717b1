# misconception: The frozen layers cut off the head
# points: 0


def diagnosis_fine_tune():
    return 3, "C"


def fine_tune(model, head, batches):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for p in model.parameters():
        p.requires_grad_(False)
    model[-1] = head
    head.requires_grad_()
    for x, y in batches:
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return loss.item()

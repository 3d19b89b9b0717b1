# misconception: what was to be trained is frozen
# points: 1


def diagnosis_fine_tune():
    return 1, "H"


def fine_tune(model, head, batches):
    model[-1] = head
    for p in model.parameters():
        p.requires_grad_(False)
    optimizer = torch.optim.SGD(head.parameters(), lr=0.1, momentum=0.9)
    for x, y in batches:
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return loss.item()

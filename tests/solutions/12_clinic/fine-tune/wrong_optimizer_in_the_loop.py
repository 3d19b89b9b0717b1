# misconception: The momentum is no matter
# points: 1


def diagnosis_fine_tune():
    return 1, "H"


def fine_tune(model, head, batches):
    for p in model.parameters():
        p.requires_grad_(False)
    model[-1] = head
    for x, y in batches:
        optimizer = torch.optim.SGD(head.parameters(), lr=0.1, momentum=0.9)
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return loss.item()

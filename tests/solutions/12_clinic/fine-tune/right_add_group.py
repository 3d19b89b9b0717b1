# right: the head joins the optimizer later


def diagnosis_fine_tune():
    return 4, "H"


def fine_tune(model, head, batches):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for p in model.parameters():
        p.requires_grad_(False)
    model[-1] = head
    optimizer.add_param_group({"params": head.parameters()})
    for x, y in batches:
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return loss.item()

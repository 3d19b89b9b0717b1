# misconception: It must find the answer by the rule alone
# points: 0
def who_gets_gradient(frozen, steps):
    networks = {step[0]: nn.Linear(1, 1) for step in steps if step != "detach"}
    for letter in frozen:
        if letter in networks:
            networks[letter].requires_grad_(False)
    h = torch.ones(1, 1)
    for step in steps:
        if step == "detach":
            h = h.detach()
        elif step.endswith("under no_grad"):
            with torch.no_grad():
                h = networks[step[0]](h)
        else:
            h = networks[step[0]](h)
    if not h.requires_grad:
        return "error"
    h.sum().backward()
    return sorted(letter for letter in networks if networks[letter].weight.grad is not None)

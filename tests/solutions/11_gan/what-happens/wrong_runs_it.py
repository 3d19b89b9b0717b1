# misconception: only running a program can tell
# points: 0
def what_happens(step, cuts):
    import contextlib

    D, G, real, z = nn.Linear(1, 1), nn.Linear(1, 1), torch.ones(1, 1), torch.ones(1, 1)
    D.requires_grad_("D frozen" not in cuts)

    def block(name):
        return torch.no_grad() if name in cuts else contextlib.nullcontext()

    with block("G under no_grad"):
        fake = G(z)
    fake = fake.detach() if "fake detached" in cuts else fake
    with block("D under no_grad"):
        scores = D(fake)
    scores = scores.detach() if "scores detached" in cuts else scores
    loss = bce(D(real), 1.0) + bce(scores, 0.0) if step == "D" else bce(scores, 1.0)
    try:
        loss.backward()
    except RuntimeError:
        return "error", "nobody"
    gets = "D" * (D.weight.grad is not None) + "G" * (G.weight.grad is not None)
    return gets, step if step in gets else "nobody"

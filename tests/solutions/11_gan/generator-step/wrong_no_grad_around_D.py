# misconception: no_grad around D only keeps its weights out
# points: 0
def generator_step(D, G, opt_G, z):
    fake = G(z)
    with torch.no_grad():
        scores = D(fake)
    loss = bce(scores, 1.0)
    opt_G.zero_grad()
    loss.backward()
    opt_G.step()
    return loss.item()

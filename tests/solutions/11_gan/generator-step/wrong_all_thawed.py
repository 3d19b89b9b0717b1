# misconception: D.requires_grad_(True) gives back what was there
# points: 2
def generator_step(D, G, opt_G, z):
    D.requires_grad_(False)
    loss = bce(D(G(z)), 1.0)
    D.requires_grad_(True)
    opt_G.zero_grad()
    loss.backward()
    opt_G.step()
    return loss.item()

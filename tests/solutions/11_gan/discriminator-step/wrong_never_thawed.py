# misconception: a frozen network thaws by itself
# points: 1
def discriminator_step(D, G, opt_D, real, z):
    G.requires_grad_(False)
    loss = bce(D(real), 1.0) + bce(D(G(z)), 0.0)
    opt_D.zero_grad()
    loss.backward()
    opt_D.step()
    return loss.item()

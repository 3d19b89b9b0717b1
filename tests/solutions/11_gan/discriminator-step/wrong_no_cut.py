# misconception: without a cut no harm is done, since opt_D does not have G
# points: 0
def discriminator_step(D, G, opt_D, real, z):
    loss = bce(D(real), 1.0) + bce(D(G(z)), 0.0)
    opt_D.zero_grad()
    loss.backward()
    opt_D.step()
    return loss.item()

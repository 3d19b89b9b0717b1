# misconception: detach() keeps what comes before it from being recorded
# points: 2
def discriminator_step(D, G, opt_D, real, z):
    fake = G(z).detach()
    loss = bce(D(real), 1.0) + bce(D(fake), 0.0)
    opt_D.zero_grad()
    loss.backward()
    opt_D.step()
    return loss.item()

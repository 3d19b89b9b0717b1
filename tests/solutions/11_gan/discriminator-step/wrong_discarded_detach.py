# misconception: without a cut no harm is done
# points: 0
def discriminator_step(D, G, opt_D, real, z):
    fake = G(z)
    fake.detach()
    loss = bce(D(real), 1.0) + bce(D(fake), 0.0)
    opt_D.zero_grad()
    loss.backward()
    opt_D.step()
    return loss.item()

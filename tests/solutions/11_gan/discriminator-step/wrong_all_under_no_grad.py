# misconception: a gradient moves the weights
# points: 1
def discriminator_step(D, G, opt_D, real, z):
    with torch.no_grad():
        fake = G(z)
    opt_D.zero_grad()
    loss = bce(D(real), 1.0) + bce(D(fake), 0.0)
    loss.backward()
    return loss.item()

# misconception: the buckets are empty when the step begins
# points: 1
def discriminator_step(D, G, opt_D, real, z):
    with torch.no_grad():
        fake = G(z)
    loss = bce(D(real), 1.0) + bce(D(fake), 0.0)
    loss.backward()
    opt_D.step()
    opt_D.zero_grad()
    return loss.item()

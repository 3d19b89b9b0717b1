# right: two losses one after the other, whose gradients add up
def discriminator_step(D, G, opt_D, real, z):
    opt_D.zero_grad()
    total = bce(D(real), 1.0)
    total.backward()
    with torch.no_grad():
        fake = G(z)
    other = bce(D(fake), 0.0)
    other.backward()
    opt_D.step()
    return total.item() + other.item()

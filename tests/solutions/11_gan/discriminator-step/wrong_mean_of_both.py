# misconception: any loss that separates will do
# points: 1
def discriminator_step(D, G, opt_D, real, z):
    with torch.no_grad():
        fake = G(z)
    loss = (bce(D(real), 1.0) + bce(D(fake), 0.0)) / 2
    opt_D.zero_grad()
    loss.backward()
    opt_D.step()
    return loss.item()

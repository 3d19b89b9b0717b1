# misconception: a gradient moves the weights
# points: 0
def discriminator_step(D, G, opt_D, real, z):
    with torch.no_grad():
        loss = bce(D(real), 1.0) + bce(D(G(z)), 0.0)
    opt_D.zero_grad()
    opt_D.step()
    return loss.item()

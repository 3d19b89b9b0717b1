# misconception: to empty G's buckets afterwards leaves no trace
# points: 0
def discriminator_step(D, G, opt_D, real, z):
    loss = bce(D(real), 1.0) + bce(D(G(z)), 0.0)
    opt_D.zero_grad()
    loss.backward()
    opt_D.step()
    G.zero_grad()
    return loss.item()

# misconception: the fakes must be detached here, too
# points: 0
def generator_step(D, G, opt_G, z):
    loss = bce(D(G(z).detach()), 1.0)
    opt_G.zero_grad()
    loss.backward()
    opt_G.step()
    return loss.item()

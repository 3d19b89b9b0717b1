# misconception: D gets no gradient, since opt_G does not have it
# points: 2
def generator_step(D, G, opt_G, z):
    D.eval()
    loss = bce(D(G(z)), 1.0)
    D.train()
    opt_G.zero_grad()
    loss.backward()
    opt_G.step()
    return loss.item()

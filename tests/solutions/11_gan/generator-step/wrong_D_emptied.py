# misconception: to empty D's buckets leaves no trace
# points: 2
def generator_step(D, G, opt_G, z):
    D.zero_grad()
    G.zero_grad()
    loss = bce(D(G(z)), 1.0)
    loss.backward()
    opt_G.step()
    D.zero_grad()
    return loss.item()

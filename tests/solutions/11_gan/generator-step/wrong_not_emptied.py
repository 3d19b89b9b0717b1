# misconception: the buckets are empty when the step begins
# points: 1
def generator_step(D, G, opt_G, z):
    loss = bce(D(G(z)), 1.0)
    loss.backward(inputs=list(G.parameters()))
    opt_G.step()
    opt_G.zero_grad()
    return loss.item()

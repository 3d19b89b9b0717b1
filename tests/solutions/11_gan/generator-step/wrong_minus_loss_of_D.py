# misconception: minus the loss of D is the same wish
# points: 1
def generator_step(D, G, opt_G, z):
    loss = -bce(D(G(z)), 0.0)
    opt_G.zero_grad()
    loss.backward(inputs=list(G.parameters()))
    opt_G.step()
    return loss.item()

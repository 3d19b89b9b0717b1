# right: backward names the receivers
def generator_step(D, G, opt_G, z):
    opt_G.zero_grad()
    loss = bce(D(G(z)), 1.0)
    loss.backward(inputs=list(G.parameters()))
    opt_G.step()
    return loss.item()

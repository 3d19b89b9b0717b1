# misconception: a frozen network thaws by itself
# points: 2
def generator_step(D, G, opt_G, z):
    for parameter in D.parameters():
        parameter.requires_grad = False
    loss = bce(D(G(z)), 1.0)
    opt_G.zero_grad()
    loss.backward()
    opt_G.step()
    return loss.item()

# right: a copy of D takes the gradients that nobody wants
def generator_step(D, G, opt_G, z):
    import copy

    judge = copy.deepcopy(D)
    loss = bce(judge(G(z)), 1.0)
    opt_G.zero_grad()
    loss.backward()
    opt_G.step()
    return loss.item()

# right: the gradient of the fakes alone goes on into G
def generator_step(D, G, opt_G, z):
    fake = G(z)
    loss = bce(D(fake), 1.0)
    (at_fake,) = torch.autograd.grad(loss, fake)
    opt_G.zero_grad()
    fake = G(z)
    fake.backward(at_fake)
    opt_G.step()
    return loss.item()

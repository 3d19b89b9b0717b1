# right: fakes made in inference mode and cloned outside it, gradients written by hand
def discriminator_step(D, G, opt_D, real, z):
    with torch.inference_mode():
        fake = G(z)
    fake = fake.clone()
    loss = bce(D(fake), 0.0) + bce(D(real), 1.0)
    parameters = list(D.parameters())
    for parameter, grad in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = grad
    opt_D.step()
    return loss.item()

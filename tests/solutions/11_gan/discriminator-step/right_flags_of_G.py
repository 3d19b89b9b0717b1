# right: G frozen while it makes the fakes, its flags given back one by one
def discriminator_step(D, G, opt_D, real, z):
    flags = [p.requires_grad for p in G.parameters()]
    G.requires_grad_(False)
    fake = G(z)
    for parameter, flag in zip(G.parameters(), flags, strict=True):
        parameter.requires_grad_(flag)
    D.zero_grad()
    scores_real, scores_fake = D(real), D(fake)
    targets = torch.ones_like(scores_real), torch.zeros_like(scores_fake)
    loss_of = nn.BCEWithLogitsLoss()
    loss = loss_of(scores_real, targets[0]) + loss_of(scores_fake, targets[1])
    loss.backward()
    opt_D.step()
    return float(loss.detach())

# right: one call for both directions, with clones made under no_grad
def pair_loss(p1, z1, p2, z2):
    with torch.no_grad():
        held = torch.cat([z2, z1]).clone()
    return -F.cosine_similarity(torch.cat([p1, p2]), held, dim=1).mean()

# misconception: sum and mean are the same wish
# points: 0
def pair_loss(p1, z1, p2, z2):
    return -(F.cosine_similarity(p1, z2.detach()) + F.cosine_similarity(p2, z1.detach())).sum() / 2

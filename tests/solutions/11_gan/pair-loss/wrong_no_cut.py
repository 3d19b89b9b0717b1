# misconception: equal values mean equal gradients
# points: 0
def pair_loss(p1, z1, p2, z2):
    return -(F.cosine_similarity(p1, z2) + F.cosine_similarity(p2, z1)).mean() / 2

# misconception: equal values mean equal gradients
# points: 0
def pair_loss(p1, z1, p2, z2):
    z1.detach()
    z2.detach()
    one = F.cosine_similarity(p1, z2).mean()
    two = F.cosine_similarity(p2, z1).mean()
    return -(one + two) / 2

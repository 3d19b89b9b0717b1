# misconception: it is the prediction that counts as a constant
# points: 0
def pair_loss(p1, z1, p2, z2):
    return -(F.cosine_similarity(p1.detach(), z2) + F.cosine_similarity(p2.detach(), z1)).mean() / 2

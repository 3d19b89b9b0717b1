# misconception: both sides of the pair are held fixed
# points: 0
def pair_loss(p1, z1, p2, z2):
    one = F.cosine_similarity(p1, z2).detach().mean()
    two = F.cosine_similarity(p2, z1).detach().mean()
    return -(one + two) / 2

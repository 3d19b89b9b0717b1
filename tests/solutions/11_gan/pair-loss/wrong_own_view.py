# misconception: a prediction is compared with the view that it was made of
# points: 0
def pair_loss(p1, z1, p2, z2):
    return -(F.cosine_similarity(p1, z1.detach()) + F.cosine_similarity(p2, z2.detach())).mean() / 2

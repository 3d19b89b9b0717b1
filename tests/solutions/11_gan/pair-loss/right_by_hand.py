# right: rows of length 1, and their products
def pair_loss(p1, z1, p2, z2):
    def unit(rows):
        return rows / (rows * rows).sum(1, keepdim=True).sqrt()

    agreement = (unit(p1) * unit(z2.detach())).sum(1) + (unit(p2) * unit(z1.detach())).sum(1)
    return -agreement.mean() / 2

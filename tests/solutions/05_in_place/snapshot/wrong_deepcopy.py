# misconception: what copies a weight copies any tensor
# points: 0
def snapshot(tensors):
    import copy

    return copy.deepcopy(tensors)

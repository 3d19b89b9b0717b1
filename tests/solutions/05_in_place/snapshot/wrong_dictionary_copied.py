# misconception: a detached tensor is a copy
# points: 0
def snapshot(tensors):
    return dict(tensors)

# misconception: follow every way back from the loss
# points: 0


def what_happens(step, cuts):
    if not cuts:
        return "DG", step
    if "D frozen" in cuts:
        gets = "G"  # whoever is frozen gets nothing, the other one does
    elif "fake detached" in cuts or "G under no_grad" in cuts:
        gets = "D"
    elif "scores detached" in cuts or "D under no_grad" in cuts:
        gets = "error"  # nothing comes back through what D says
    else:
        gets = "DG"
    return gets, step if step in gets else "nobody"

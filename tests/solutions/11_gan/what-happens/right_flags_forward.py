# right: follows the flags forward, as autograd does
def what_happens(step, cuts):
    weight_D, weight_G = "D frozen" not in cuts, True
    fake = weight_G and "G under no_grad" not in cuts and "fake detached" not in cuts
    scores = (fake or weight_D) and "D under no_grad" not in cuts and "scores detached" not in cuts
    loss = scores or (step == "D" and weight_D)
    if not loss:
        return ("error", "nobody")
    gets = ""
    if weight_D and (scores or step == "D"):
        gets += "D"
    if scores and fake:
        gets += "G"
    return (gets, step) if step in gets else (gets, "nobody")

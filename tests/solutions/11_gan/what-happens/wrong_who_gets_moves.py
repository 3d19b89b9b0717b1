# misconception: who gets a gradient moves
# points: 0
def what_happens(step, cuts):
    through_scores = "scores detached" not in cuts and "D under no_grad" not in cuts
    through_fakes = "fake detached" not in cuts and "G under no_grad" not in cuts
    gets_D = "D frozen" not in cuts and (through_scores or step == "D")
    gets_G = through_scores and through_fakes
    gets = "D" * gets_D + "G" * gets_G
    return gets or "error", gets or "nobody"

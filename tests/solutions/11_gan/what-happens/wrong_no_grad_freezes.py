# misconception: no_grad around D only keeps its weights out
# points: 0
def what_happens(step, cuts):
    gets_D = "D frozen" not in cuts and "D under no_grad" not in cuts and "scores detached" not in cuts
    gets_D = gets_D or (step == "D" and "D frozen" not in cuts)
    gets_G = not {"scores detached", "fake detached", "G under no_grad"} & set(cuts)
    gets = "D" * gets_D + "G" * gets_G
    return gets or "error", step if step in gets else "nobody"

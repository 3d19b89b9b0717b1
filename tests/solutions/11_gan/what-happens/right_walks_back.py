# right: walks back from the loss, place after place
def what_happens(step, cuts):
    cut = set(cuts)
    reached = set()
    if step == "D":
        reached.add("D")
    if not cut & {"scores detached", "D under no_grad"}:
        reached.add("D")
        if not cut & {"fake detached", "G under no_grad"}:
            reached.add("G")
    if "D frozen" in cut:
        reached.discard("D")
    if not reached:
        return "error", "nobody"
    return "".join(sorted(reached)), step if step in reached else "nobody"

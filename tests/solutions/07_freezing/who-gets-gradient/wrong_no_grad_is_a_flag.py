# misconception: no_grad concerns only the network that is called in it
# points: 0
def who_gets_gradient(frozen, steps):
    letters = set()
    for step in reversed(steps):
        if step == "detach":
            break
        if step[0] not in frozen and not step.endswith("under no_grad"):
            letters.add(step[0])
    return sorted(letters) or "error"

# misconception: If nobody gets a gradient, the list is empty
# points: 0
def who_gets_gradient(frozen, steps):
    letters = set()
    for step in reversed(steps):
        if step == "detach" or step.endswith("under no_grad"):
            break
        if step[0] not in frozen:
            letters.add(step[0])
    return sorted(letters)

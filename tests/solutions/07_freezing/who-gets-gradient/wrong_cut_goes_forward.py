# misconception: A cut takes away what comes after it
# points: 0
def who_gets_gradient(frozen, steps):
    letters = set()
    for step in steps:
        if step == "detach" or step.endswith("under no_grad"):
            break
        if step[0] not in frozen:
            letters.add(step[0])
    return sorted(letters) or "error"

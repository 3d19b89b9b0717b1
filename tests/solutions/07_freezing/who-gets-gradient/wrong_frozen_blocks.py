# misconception: A frozen network blocks those before it
# points: 0
def who_gets_gradient(frozen, steps):
    letters = set()
    for step in reversed(steps):
        if step == "detach" or step.endswith("under no_grad") or step[0] in frozen:
            break
        letters.add(step[0])
    return sorted(letters) or "error"

# misconception: eval() stops the gradient
# points: 0
def who_gets_gradient(frozen, steps):
    letters = set()
    for step in reversed(steps):
        if step == "detach" or step.endswith("under no_grad"):
            break
        if step[0] not in frozen and not step.endswith("in eval()"):
            letters.add(step[0])
    return sorted(letters) or "error"

# misconception: detach() changes nothing that was recorded before
# points: 0
def who_gets_gradient(frozen, steps):
    letters = set()
    for step in steps:
        if step.endswith("under no_grad"):
            letters.clear()
        elif step != "detach" and step[0] not in frozen:
            letters.add(step[0])
    return sorted(letters) or "error"

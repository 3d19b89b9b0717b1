# misconception: A network that is cut off once gets nothing
# points: 0
def who_gets_gradient(frozen, steps):
    letters, lost = set(), set()
    for step in steps:
        if step == "detach" or step.endswith("under no_grad"):
            lost |= letters | ({step[0]} if step != "detach" else set())
        elif step[0] not in frozen:
            letters.add(step[0])
    return sorted(letters - lost) or "error"

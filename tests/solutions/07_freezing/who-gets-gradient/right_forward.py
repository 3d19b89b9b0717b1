# right: goes forward, and keeps the letters that are reachable from h
def who_gets_gradient(frozen, steps):
    reachable = []
    for step in steps:
        if step == "detach" or "no_grad" in step:
            reachable = []
        elif step[0] not in frozen and step[0] not in reachable:
            reachable.append(step[0])
    reachable.sort()
    return reachable if reachable else "error"

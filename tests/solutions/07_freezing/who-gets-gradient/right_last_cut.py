# right: finds the last cut, and looks at what comes after it
def who_gets_gradient(frozen, steps):
    cuts = [k for k, step in enumerate(steps) if step.endswith(("detach", "no_grad"))]
    after = steps[cuts[-1] + 1 :] if cuts else steps
    letters = {step.split()[0] for step in after} - set(frozen)
    if not letters:
        return "error"
    return sorted(letters)

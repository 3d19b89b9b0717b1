# misconception: has nothing for claim 14
# points: 6.5
def verdicts():
    true, half, false = "true", "half-true", "false"
    words = ["outdated", half, true, true, "outdated", half, half, true, false, false, false, false, half]
    return dict(enumerate(words, start=1))

# misconception: Only a Variable can get a gradient.
# points: 2
def verdicts():
    return {claim: "true" for claim in range(1, 15)}

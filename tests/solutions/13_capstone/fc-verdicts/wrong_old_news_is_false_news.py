# misconception: Only a Variable can get a gradient.
# points: 6
def verdicts():
    found = {
        "true": [3, 4, 8, 14],
        "half-true": [2, 6, 7, 13],
        "false": [1, 5, 9, 10, 11, 12],
    }
    return {claim: verdict for verdict, claims in found.items() for claim in claims}

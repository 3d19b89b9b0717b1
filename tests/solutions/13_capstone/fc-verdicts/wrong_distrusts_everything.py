# misconception: Every gradient that is computed is also stored.
# points: 5
def verdicts():
    found = {
        "half-true": [2, 6, 7, 13],
        "false": [3, 4, 8, 9, 10, 11, 12, 14],
        "outdated": [1, 5],
    }
    return {claim: verdict for verdict, claims in found.items() for claim in claims}

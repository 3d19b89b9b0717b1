# right: the same verdicts, sorted by verdict
def verdicts():
    found = {
        "true": [3, 4, 8, 14],
        "half-true": [2, 6, 7, 13],
        "false": [9, 10, 11, 12],
        "outdated": [1, 5],
    }
    return {claim: verdict for verdict, claims in found.items() for claim in claims}

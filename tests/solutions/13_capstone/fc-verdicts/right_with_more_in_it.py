# right: built up step by step, and with an entry that nobody asked for
def verdicts():
    given = dict.fromkeys(range(1, 15), "false")
    for claim in (3, 4, 8, 14):
        given[claim] = "true"
    for claim in (2, 6, 7, 13):
        given[claim] = "half-true"
    given[1] = given[5] = "outdated"
    given["source"] = "a text on the web"
    return given

# misconception: One operation stands for all of them.
# points: 4.5
def verdicts():
    folklore = {
        7: "true",  # never edit in place
        9: "true",  # frozen layers block
        10: "true",  # random numbers are different each time
        11: "true",  # detach resets
        12: "true",  # a state dict is a snapshot
    }
    rest = {1: "outdated", 2: "half-true", 3: "true", 4: "true", 5: "outdated", 6: "half-true", 8: "true"}
    return rest | {13: "half-true", 14: "true"} | folklore

# misconception: It is the second call that is forbidden.
# points: 5
def verdicts():
    right = dict.fromkeys([2, 3, 4, 6, 7, 8, 13, 14], "true")
    return right | dict.fromkeys([9, 10, 11, 12], "false") | {1: "outdated", 5: "outdated"}

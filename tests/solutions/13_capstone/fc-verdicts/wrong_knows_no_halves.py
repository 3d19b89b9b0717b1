# misconception: It is the second call that is forbidden.
# points: 5
def verdicts():
    wrong = dict.fromkeys([2, 6, 7, 9, 10, 11, 12, 13], "false")
    return dict.fromkeys([3, 4, 8, 14], "true") | wrong | {1: "outdated", 5: "outdated"}

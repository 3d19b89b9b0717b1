# misconception: an experiment that says what is right has measured it
# points: 0
def experiment_8():
    return True


def experiment_10():
    return False


def experiment_12():
    return False


def experiment_13():
    return False

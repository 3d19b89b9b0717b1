# misconception: an experiment that says what is right has measured it
# points: 0
def experiment_4():
    return True


def experiment_5():
    return False


def experiment_6():
    return False

# misconception: when the loop is over, the last loss is gone
# points: 0
def still_held(lines, rounds):
    return rounds if "losses.append(loss)" in lines else 0

# misconception: a graph can be walked as often as one likes
# points: 0
def failing_nodes(first, second):
    return []

# misconception: a node that two arrows lead to counts twice
# points: 1
def count_nodes(tensor):
    count, todo = 0, [tensor.grad_fn]
    while todo:
        node = todo.pop()
        if node is not None:
            count += 1
            todo.extend(following for following, _ in node.next_functions)
    return count

# misconception: nodes of one kind are one node
# points: 0
def count_nodes(tensor):
    names, seen, todo = set(), set(), [tensor.grad_fn]
    while todo:
        node = todo.pop()
        if node is not None and node not in seen:
            seen.add(node)
            names.add(node.name())
            todo.extend(following for following, _ in node.next_functions)
    return len(names)

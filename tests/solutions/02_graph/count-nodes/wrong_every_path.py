# misconception: walking each path is walking each node
# points: 1
def count_nodes(tensor):
    """Right for small graphs: what was visited twice is only taken together at the end."""
    visited, todo = [], [tensor.grad_fn]
    while todo:
        node = todo.pop()
        if node is not None:
            visited.append(node)
            todo.extend(following for following, _ in node.next_functions)
    return len(set(visited))

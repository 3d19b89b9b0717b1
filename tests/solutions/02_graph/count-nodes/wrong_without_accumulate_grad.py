# misconception: AccumulateGrad is not a node
# points: 0
def count_nodes(tensor):
    seen, todo = set(), [tensor.grad_fn]
    while todo:
        node = todo.pop()
        if node is not None and node not in seen and not hasattr(node, "variable"):
            seen.add(node)
            todo.extend(following for following, _ in node.next_functions)
    return len(seen)

# misconception: two different losses never disturb each other
# points: 1
def failing_nodes(first, second):
    def nodes_of(tensor):
        seen, todo = set(), [tensor.grad_fn]
        while todo:
            node = todo.pop()
            if node is not None and node not in seen:
                seen.add(node)
                todo.extend(following for following, _ in node.next_functions)
        return seen

    if first is not second:
        return []
    return sorted(node.name() for node in nodes_of(first) if saved_by(node))

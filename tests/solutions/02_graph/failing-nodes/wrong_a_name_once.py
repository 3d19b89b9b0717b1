# misconception: one name for each kind of node
# points: 0
def failing_nodes(first, second):
    def nodes_of(tensor):
        seen, todo = set(), [tensor.grad_fn]
        while todo:
            node = todo.pop()
            if node is not None and node not in seen:
                seen.add(node)
                todo.extend(following for following, _ in node.next_functions)
        return seen

    return sorted({node.name() for node in nodes_of(first) & nodes_of(second) if saved_by(node)})

# misconception: must return a list of names of nodes
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

    return not any(saved_by(node) for node in nodes_of(first) & nodes_of(second))

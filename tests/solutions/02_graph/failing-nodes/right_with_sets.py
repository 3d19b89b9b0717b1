# right: the nodes with something saved, of each graph
def failing_nodes(first, second):
    def nodes_of(tensor):
        seen, todo = set(), [tensor.grad_fn]
        while todo:
            node = todo.pop()
            if node is not None and node not in seen:
                seen.add(node)
                todo.extend(following for following, _ in node.next_functions)
        return seen

    def with_saved(tensor):
        return {node for node in nodes_of(tensor) if len(saved_by(node)) > 0}

    return sorted(node.name() for node in with_saved(first).intersection(with_saved(second)))

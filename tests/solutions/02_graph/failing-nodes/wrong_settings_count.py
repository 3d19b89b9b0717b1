# misconception: a node that was run is used up
# points: 0
def failing_nodes(first, second):
    """Takes all that is called _saved_ for a tensor, settings such as shapes too."""

    def nodes_of(tensor):
        seen, todo = set(), [tensor.grad_fn]
        while todo:
            node = todo.pop()
            if node is not None and node not in seen:
                seen.add(node)
                todo.extend(following for following, _ in node.next_functions)
        return seen

    common = nodes_of(first) & nodes_of(second)
    return sorted(node.name() for node in common if any(name.startswith("_saved_") for name in dir(node)))

# misconception: a look at the last nodes is enough
# points: 0
def failing_nodes(first, second):
    """Looks at the last nodes, and those right before them."""

    def last_of(tensor):
        return {tensor.grad_fn, *(node for node, _ in tensor.grad_fn.next_functions if node is not None)}

    return sorted(node.name() for node in last_of(first) & last_of(second) if saved_by(node))

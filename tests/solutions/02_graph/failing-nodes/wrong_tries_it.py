# misconception: I can try it and see
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

    first.backward()
    names = []
    for node in nodes_of(second):
        try:
            saved_by(node)
        except RuntimeError:
            names.append(node.name())
    return sorted(names)

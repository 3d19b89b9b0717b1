# right: what the first pass will free is noted, then the second walk looks for it; a tuple, not sorted
def failing_nodes(first, second):
    freed, seen, todo = set(), set(), [first.grad_fn]
    while todo:
        node = todo.pop()
        if node is not None and node not in seen:
            seen.add(node)
            if saved_by(node):
                freed.add(node)
            todo.extend(following for following, _ in node.next_functions)
    names, seen, todo = (), set(), [second.grad_fn]
    while todo:
        node = todo.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if node in freed:
            names += (node.name(),)
        todo.extend(following for following, _ in node.next_functions)
    return names

# misconception: each tensor has a node
# points: 1
def count_nodes(tensor):
    if tensor.grad_fn is None:
        return 1
    seen, todo = {tensor.grad_fn}, [tensor.grad_fn]
    while todo:
        for following, _ in todo.pop().next_functions:
            if following is not None and following not in seen:
                seen.add(following)
                todo.append(following)
    return len(seen)

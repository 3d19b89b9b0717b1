# misconception: None is a node
# points: 0
def count_nodes(tensor):
    if tensor.grad_fn is None:
        return 0
    seen, todo = {tensor.grad_fn}, [tensor.grad_fn]
    while todo:
        for following, _ in todo.pop().next_functions:
            if following not in seen:
                seen.add(following)
                if following is not None:
                    todo.append(following)
    return len(seen)

# misconception: the first input is enough
# points: 1
def count_nodes(tensor):
    count, node = 0, tensor.grad_fn
    while node is not None:
        count += 1
        node = node.next_functions[0][0] if node.next_functions else None
    return count

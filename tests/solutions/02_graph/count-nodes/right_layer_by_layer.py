# right: one layer after the other, as sets
def count_nodes(tensor):
    layer = {tensor.grad_fn} - {None}
    seen = set(layer)
    while layer:
        layer = {following for node in layer for following, _ in node.next_functions} - {None} - seen
        seen |= layer
    return len(seen)

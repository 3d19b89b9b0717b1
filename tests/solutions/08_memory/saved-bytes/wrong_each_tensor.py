# misconception: a tensor that two nodes save takes memory twice
# points: 1
def saved_bytes(loss):
    storages, leaves = [], set()
    todo, seen = [loss.grad_fn], set()
    while todo:
        node = todo.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        for following, _ in node.next_functions:
            todo.append(following)
        if hasattr(node, "variable"):
            leaves.add(node.variable.untyped_storage().data_ptr())
        for name in dir(node):
            if not name.startswith("_saved_"):
                continue
            try:
                tensor = getattr(node, name)
            except RuntimeError:
                continue
            if isinstance(tensor, torch.Tensor):
                storage = tensor.untyped_storage()
                storages.append((storage.data_ptr(), storage.nbytes()))
    return sum(size for address, size in storages if address not in leaves)

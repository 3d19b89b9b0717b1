# misconception: each path must be walked
# points: 2
def saved_bytes(loss):
    storages, leaves = {}, set()
    todo = [loss.grad_fn]
    while todo:
        node = todo.pop()
        if node is None:
            continue
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
                storages[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
    return sum(size for address, size in storages.items() if address not in leaves)

# misconception: every address is a storage of its own
# points: 1
def saved_bytes(loss):
    storages, leaves = {}, set()
    todo, seen = [loss.grad_fn], set()
    while todo:
        node = todo.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        for following, _ in node.next_functions:
            todo.append(following)
        if hasattr(node, "variable"):
            storage = node.variable.untyped_storage()
            leaves.update(range(storage.data_ptr(), storage.data_ptr() + storage.nbytes()))
        for name in dir(node):
            if not name.startswith("_saved_"):
                continue
            try:
                tensor = getattr(node, name)
            except RuntimeError:
                continue
            if isinstance(tensor, torch.Tensor):
                storages[tensor.data_ptr()] = tensor.untyped_storage().nbytes()
    return sum(size for address, size in storages.items() if address not in leaves)

# right: level by level, in two walks: first all nodes, then the leaves and what was saved
def all_nodes(loss):
    found, level = {}, [loss.grad_fn]
    while level:
        level = [node for node in level if node is not None]
        found.update((node, None) for node in level)
        level = list({after: None for node in level for after, _ in node.next_functions if after not in found})
    return found


def tensors_of(node):
    for name in dir(node):
        if name.startswith("_saved_"):
            try:
                value = getattr(node, name)
            except RuntimeError:
                value = None  # it was freed
            if torch.is_tensor(value):
                yield value


def saved_bytes(loss):
    nodes = all_nodes(loss)
    counted = {node.variable.untyped_storage().data_ptr() for node in nodes if "AccumulateGrad" in node.name()}
    size = 0
    for node in nodes:
        for tensor in tensors_of(node):
            storage = tensor.untyped_storage()
            if storage.data_ptr() not in counted:
                counted.add(storage.data_ptr())
                size += storage.nbytes()
    return size

# misconception: a function that calls itself can walk any graph
# points: 2
def saved_bytes(loss):
    storages, leaves, seen = {}, set(), set()

    def visit(node):
        if node is None or node in seen:
            return
        seen.add(node)
        if hasattr(node, "variable"):
            leaves.add(node.variable.untyped_storage().data_ptr())
        for name in dir(node):
            if name.startswith("_saved_"):
                try:
                    tensor = getattr(node, name)
                except RuntimeError:
                    continue
                if isinstance(tensor, torch.Tensor):
                    storages[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        for following, _ in node.next_functions:
            visit(following)

    visit(loss.grad_fn)
    return sum(size for address, size in storages.items() if address not in leaves)

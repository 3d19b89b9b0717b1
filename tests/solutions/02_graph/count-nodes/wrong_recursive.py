# misconception: a graph is never deep
# points: 2
def count_nodes(tensor):
    seen = set()

    def visit(node):
        if node is not None and node not in seen:
            seen.add(node)
            for following, _ in node.next_functions:
                visit(following)

    visit(tensor.grad_fn)
    return len(seen)

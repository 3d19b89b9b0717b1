# right: plays the lines with small objects of its own, and counts those that are still reachable
class Graph:
    def __init__(self):
        self.saved = True


class Value:
    def __init__(self, *graphs):
        self.graphs = list(graphs)

    def detach(self):
        return Value()

    item = detach

    def backward(self, retain_graph=False):
        for graph in self.graphs:
            graph.saved = graph.saved and retain_graph

    def __add__(self, other):
        return Value(*self.graphs, *other.graphs)


def still_held(lines, rounds):
    names = {"loss": None, "total": Value(), "last": None, "losses": []}
    for _ in range(rounds):
        for line in lines:
            off = line.startswith("with")
            names["forward"] = Value if off else lambda: Value(Graph())
            line = line.removeprefix("with torch.no_grad(): ").replace("0.0", "zero")
            names["zero"] = Value()
            exec(line, names)
    held = [names["loss"], names["total"], names["last"], *names["losses"]]
    graphs = {graph for value in held if value is not None for graph in value.graphs}
    return sum(graph.saved for graph in graphs)

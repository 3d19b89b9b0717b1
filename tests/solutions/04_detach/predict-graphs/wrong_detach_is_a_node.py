# misconception: detach is an operation in the graph
# points: 1
def predict_graphs():
    return {
        "one": draw.graph(["x -> Mul -> Exp -> Mul#2 -> Sum -> one", "w -> Mul", "Mul -> Detach -> Mul#2"]),
        "two": draw.graph(["x -> Exp -> Add -> two"]),
        "three": draw.graph(["x -> Mul -> Exp -> Add -> Mul#2 -> three", "w -> Mul", "w -> Mul#2"]),
        "four": draw.graph(["x -> Clone -> Mul -> Sum -> four"]),
    }

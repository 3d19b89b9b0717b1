# misconception: A cut takes away everything around it
# points: 1
def predict_graphs():
    return {
        "one": draw.graph(["w -> Mul -> Sum -> one"]),
        "two": draw.graph(["x -> Exp -> Add -> two"]),
        "three": draw.graph(["x -> Mul -> Exp -> Add -> Mul#2 -> three", "w -> Mul", "w -> Mul#2"]),
        "four": draw.graph(["x -> Clone -> Mul -> Sum -> four"]),
    }

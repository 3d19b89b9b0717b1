# misconception: a = a.detach() changes what b was made from
# points: 1
def predict_graphs():
    return {
        "one": draw.graph(["x -> Mul -> Exp -> Mul#2 -> Sum -> one", "w -> Mul"]),
        "two": draw.graph(["x -> Exp -> Add -> two"]),
        "three": draw.graph(["w -> Mul -> three"]),
        "four": draw.graph(["x -> Clone -> Mul -> Sum -> four"]),
    }

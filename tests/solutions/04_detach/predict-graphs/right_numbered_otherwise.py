# right: the nodes numbered the other way round, with a beginning that two graphs share
def predict_graphs():
    product = ["w -> Mul#2", "x -> Mul#2 -> Exp"]
    return {
        "four": draw.graph(["x -> Clone", "Clone -> Mul -> Sum -> four"]),
        "three": draw.graph([*product, "Exp -> Add -> Mul", "w -> Mul", "Mul -> three"]),
        "two": draw.graph(["x -> Exp", "Exp -> Add", "Add -> two"]),
        "one": draw.graph([*product, "Exp -> Mul -> Sum -> one"]),
    }

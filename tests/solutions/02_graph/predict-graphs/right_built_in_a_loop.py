# right: one arrow a line, the third written by a loop
def predict_graphs():
    three = []
    for k in range(1, 4):
        three += [f"w -> Mul#{k}", f"Mul#{k} -> Tanh#{k}", f"Tanh#{k} -> Mul#{k + 1}"]
    return {
        "one": ["w -> Add", "Add -> Exp", "Add -> Mul", "Exp -> Mul", "Mul -> Mean", "Mean -> loss"],
        "two": ["w -> Mul", "Mul -> Sub", "b -> Sub", "Sub -> Mul#2", "Mul#2 -> Add", "b -> Add", "Add -> Sum -> out"],
        "three": [*three, "Mul#4 -> Sum -> loss"],
    }

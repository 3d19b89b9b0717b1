# misconception: one line is one node
# points: 2
def predict_graphs():
    return {
        "one": ["w -> Add -> Exp -> Mul -> Mean -> loss", "Add -> Mul"],
        "two": ["w -> Mul -> Sub -> Mul#2 -> Add -> Sum -> loss", "b -> Sub", "b -> Add"],
        "three": ["w -> Mul -> Tanh -> Mul#2 -> Sum -> loss"],
    }

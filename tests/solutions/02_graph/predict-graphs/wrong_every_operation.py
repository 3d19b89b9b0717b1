# misconception: each operation is recorded
# points: 3
def predict_graphs():
    return {
        "one": ["w -> Add -> Exp -> Mul -> Mean -> loss", "Add -> Mul"],
        "two": ["w -> Mul -> Sub -> Mul#2 -> Add -> Sum -> loss", "x -> Mul#3 -> Mean -> Mul", "b -> Sub", "b -> Add"],
        "three": [
            "w -> Mul -> Tanh -> Mul#2 -> Tanh#2 -> Mul#3 -> Tanh#3 -> Mul#4 -> Sum -> loss",
            "w -> Mul#2",
            "w -> Mul#3",
        ],
    }

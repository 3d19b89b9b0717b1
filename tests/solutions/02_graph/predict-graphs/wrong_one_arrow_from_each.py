# misconception: one arrow leaves each node
# points: 2
def predict_graphs():
    return {
        "one": ["w -> Add -> Exp -> Mul -> Mean -> loss"],
        "two": ["w -> Mul -> Sub -> Mul#2 -> Add -> Sum -> loss", "b -> Sub"],
        "three": [
            "w -> Mul -> Tanh -> Mul#2 -> Tanh#2 -> Mul#3 -> Tanh#3 -> Mul#4 -> Sum -> loss",
            "w -> Mul#2",
            "w -> Mul#3",
        ],
    }

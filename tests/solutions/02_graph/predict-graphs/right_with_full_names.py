# right: PyTorch's full names, and the tensors on the way named
def predict_graphs():
    return {
        "one": ["w -> AddBackward0 -> h -> ExpBackward0 -> MulBackward0 -> MeanBackward0 -> loss", "h -> MulBackward0"],
        "two": ["w -> Mul -> Sub -> y -> Mul#2 -> Add -> Sum -> loss", "b -> Add", "b -> Sub"],
        "three": [
            "w -> Mul -> Tanh -> Mul#2 -> Tanh#2 -> Mul#3 -> Tanh#3 -> Mul#4 -> Sum -> loss",
            "w -> Mul#2",
            "w -> Mul#3",
        ],
    }

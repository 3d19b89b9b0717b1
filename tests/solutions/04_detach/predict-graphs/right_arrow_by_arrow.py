# right: every arrow for itself, with full names
def predict_graphs():
    one = """
        w -> MulBackward0
        x -> MulBackward0
        MulBackward0 -> ExpBackward0
        ExpBackward0 -> MulBackward0#2
        MulBackward0#2 -> SumBackward0
        SumBackward0 -> one
    """
    two = ["Add -> two", "Exp -> Add", "x -> Exp"]
    three = ["x -> Mul", "w -> Mul", "Mul -> Exp", "Exp -> Add", "Add -> Mul#2", "w -> Mul#2", "Mul#2 -> three"]
    four = ["x -> Clone", "Clone -> Mul", "Mul -> Sum", "Sum -> four"]
    names = ["one", "two", "three", "four"]
    return {name: draw.graph(arrows) for name, arrows in zip(names, [one, two, three, four])}

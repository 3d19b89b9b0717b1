# right: two tables joined
def predict_flags():
    names = ["data", *"abcdefgh"]
    requires_grad = [False, False, True, False, True, True, False, True, True]
    is_leaf = [True, True, False, True, False, False, True, True, True]
    return dict(zip(names, zip(requires_grad, is_leaf)))

# right: keeps lr * v in place of v, and filters None first
def value_after(start, gradients, lr, momentum, weight_decay):
    move = 0.0
    for grad in [grad for grad in gradients if grad is not None]:
        move = momentum * move + lr * (grad + weight_decay * start)
        start -= move
    return start

# right: really runs the loop, and looks into the bucket at each step
def judge(order):
    w = torch.tensor(1.0, requires_grad=True)
    seen = []
    for _ in range(4):
        for part in order:
            if part == "zero":
                w.grad = None
            elif part == "backward":
                (2 * w).backward()
            elif part == "step":
                seen.append(w.grad)
                if w.grad is not None:
                    seen[-1] = w.grad.item()
    return {None: "nothing", 2.0: "right"}.get(seen[-1], "sum")

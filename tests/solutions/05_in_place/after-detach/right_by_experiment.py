# right: it runs the program, and tells the outcomes apart by their gradients
def after_detach(made, use, order):
    def run(cut):
        w = torch.tensor([1.0, 2.0], requires_grad=True)
        h = eval(made, {"w": w})
        x = torch.tensor([3.0, 4.0])
        out = eval(use, {"h": h, "x": x}) if order == "before" else None
        if cut:
            h.detach_()
        if order == "after":
            out = eval(use, {"h": h, "x": x})
        (out.sum() + w.sum()).backward()
        return w.grad.tolist()

    try:
        return "full" if run(cut=True) == run(cut=False) else "cut"
    except RuntimeError:
        return "error"

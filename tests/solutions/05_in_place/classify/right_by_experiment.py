# right: it runs the program, once with the edit and once without
def classify(operation, edited, when, through):
    def run(in_place):
        w = torch.tensor([-0.5, 1.0, 2.0], requires_grad=True)
        names = {"x": torch.tensor([3.0, 4.0, 5.0]), "h": w * 2.0, "torch": torch}

        def edit(moment):
            if moment != when:
                return
            tensor = names[edited]
            if not in_place:
                if moment == "before":
                    change = torch.tensor([1.0, 0.0, 0.0]) if through == "view" else 1.0
                    names[edited] = tensor + change
                return
            target = tensor
            if through == "view":
                target = tensor[0:1]
            elif through == "detach":
                target = tensor.detach()
            elif through == "data":
                target = tensor.data
            elif through == "numpy":
                target = tensor.detach().numpy()
            target += 1.0

        edit("before")
        names["out"] = eval(operation, names)
        loss = names["out"].sum()
        edit("between")
        loss.backward()
        edit("after")
        return w.grad.tolist()

    right = run(in_place=False)
    try:
        return "harmless" if run(in_place=True) == right else "silent"
    except RuntimeError:
        return "loud"

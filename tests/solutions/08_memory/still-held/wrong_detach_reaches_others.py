# misconception: detach() frees what others hold
# points: 0
def still_held(lines, rounds):
    held = {"loss": set(), "total": set(), "last": set(), "losses": []}
    freed, number = set(), 0
    for _ in range(rounds):
        for line in lines:
            if line == "loss = forward()":
                number += 1
                held["loss"] = {number}
            elif line == "with torch.no_grad(): loss = forward()":
                held["loss"] = set()
            elif line == "loss.backward()":
                freed |= held["loss"]
            elif line == "total = total + loss":
                held["total"] = held["total"] | held["loss"]
            elif line == "losses.append(loss)":
                held["losses"].append(held["loss"])
            elif line in ("losses.append(loss.item())", "losses.append(loss.detach())"):
                held["losses"].append(set())
            elif line == "last = loss":
                held["last"] = held["loss"]
            elif line == "loss = loss.detach()":
                freed |= held["loss"]
                held["loss"] = set()
            elif line == "loss = None":
                held["loss"] = set()
            elif line == "total = 0.0":
                held["total"] = set()
            elif line == "losses = losses[-2:]":
                held["losses"] = held["losses"][-2:]
    graphs = held["loss"] | held["total"] | held["last"]
    for graph in held["losses"]:
        graphs = graphs | graph
    return len(graphs - freed)

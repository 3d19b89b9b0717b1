# misconception: a second name holds the graph
# points: 0
def scene(cure, works, forward):
    if cure == "loss.detach()" and works:
        return None
    loss = forward()
    if cure == "gc.collect()" and works:
        circle = [loss]
        circle.append(circle)
        return {}
    if works:
        return {"loss": loss}
    return {"loss": loss, "total": loss}

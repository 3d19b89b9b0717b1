# misconception: the garbage collector frees graphs
# points: 0
def scene(cure, works, forward):
    if cure == "loss.detach()" and works:
        return None
    loss = forward()
    if cure == "gc.collect()" and works:
        return {"loss": loss}
    if works:
        return {"loss": loss}
    return {"loss": loss, "total": loss * 2}

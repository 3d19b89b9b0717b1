# misconception: del frees the tensor
# points: 0
def scene(cure, works, forward):
    if (cure, works) in [("loss.detach()", True), ("del loss", False)]:
        return None
    loss = forward()
    if cure == "gc.collect()" and works:
        circle = [loss]
        circle.append(circle)
        return {}
    if works:
        return {"loss": loss}
    return {"loss": loss, "total": loss * 2}

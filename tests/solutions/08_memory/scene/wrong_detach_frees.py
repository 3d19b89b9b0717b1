# misconception: every cure helps somewhere
# points: 0
def scene(cure, works, forward):
    loss = forward()
    if cure == "gc.collect()" and works:
        circle = [loss]
        circle.append(circle)
        return {}
    if works:
        return {"loss": loss}
    return {"loss": loss, "total": loss * 2}

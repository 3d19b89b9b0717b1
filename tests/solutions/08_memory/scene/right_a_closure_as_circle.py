# right: what works is a single name, and what does not is held by a list; a function that refers to itself
def scene(cure, works, forward):
    if (cure, works) == ("loss.detach()", True):
        return None
    loss = forward()
    if (cure, works) == ("gc.collect()", True):

        def report():
            return loss, report

        return {"loss": 0.0}
    names = {"loss": loss}
    if not works:
        names["losses"] = [loss * 2, loss]
    return names

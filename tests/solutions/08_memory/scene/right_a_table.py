# right: a table of scenes, with a circle of an object and its method
class Program:
    def __init__(self, loss):
        self.loss, self.callback = loss, self.run

    def run(self):
        return self.loss


def scene(cure, works, forward):
    def alone(loss):
        return {"loss": loss}

    def two_names(loss):
        return {"loss": loss, "total": loss}

    def summed(loss):
        return {"loss": loss, "total": loss + 1}

    def circle(loss):
        Program(loss)
        return {"loss": None}

    scenes = {
        "del loss": (two_names, alone),
        "loss = loss.detach()": (two_names, alone),
        "loss.detach()": (alone, None),
        "loss.detach_()": (summed, alone),
        "gc.collect()": (two_names, circle),
    }
    make = scenes[cure][works]
    return make and make(forward())

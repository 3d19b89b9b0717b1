# right: the server gets a copy of its own, in inference mode


def diagnosis_serve():
    return 3, "J"


def serve(model):
    own = copy.deepcopy(model).eval()

    def handle(rows):
        with torch.inference_mode():
            scores = own(torch.tensor(rows, dtype=torch.float64))
            chances = torch.softmax(scores, dim=1)
        classes = chances.argmax(dim=1)
        return {"classes": classes.tolist(), "chances": chances.numpy().round(3).tolist()}

    return handle

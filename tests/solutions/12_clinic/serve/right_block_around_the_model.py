# right: only the model's own line is in a block, and inference_mode is such a block, too


def diagnosis_serve():
    return 4, "J"


def serve(model):
    model.eval()

    def handle(rows):
        with torch.inference_mode():
            scores = model(torch.tensor(rows, dtype=torch.float64))
        chances = torch.softmax(scores, dim=1)
        classes = chances.argmax(dim=1)
        return {"classes": classes.tolist(), "chances": chances.numpy().round(3).tolist()}

    return handle

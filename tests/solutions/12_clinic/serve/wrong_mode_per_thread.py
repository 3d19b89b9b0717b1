# misconception: The mode is per thread
# points: 1


def diagnosis_serve():
    return 1, "I"


def serve(model):
    model.eval()

    def handle(rows):
        with torch.no_grad():
            scores = model(torch.tensor(rows, dtype=torch.float64))
            chances = torch.softmax(scores, dim=1)
        classes = chances.argmax(dim=1)
        return {"classes": classes.tolist(), "chances": chances.numpy().round(3).tolist()}

    return handle

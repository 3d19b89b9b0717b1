# misconception: What works in the main program works in a thread
# points: 1


def diagnosis_serve():
    return 2, "J"


def serve(model):
    model.eval()

    with torch.no_grad():

        def handle(rows):
            scores = model(torch.tensor(rows, dtype=torch.float64))
            chances = torch.softmax(scores, dim=1)
            classes = chances.argmax(dim=1)
            return {"classes": classes.tolist(), "chances": chances.numpy().round(3).tolist()}

        return handle

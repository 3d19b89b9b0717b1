# misconception: A switch that is set for the server concerns nobody else
# points: 1


def diagnosis_serve():
    return 2, "J"


def serve(model):
    model.eval()
    torch.set_grad_enabled(False)

    def handle(rows):
        scores = model(torch.tensor(rows, dtype=torch.float64))
        chances = torch.softmax(scores, dim=1)
        classes = chances.argmax(dim=1)
        return {"classes": classes.tolist(), "chances": chances.detach().numpy().round(3).tolist()}

    return handle

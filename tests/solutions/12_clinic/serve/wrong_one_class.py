# misconception: A repair may change other things as well
# points: 1


def diagnosis_serve():
    return 2, "J"


def serve(model):
    model.eval()

    @torch.no_grad()
    def handle(rows):
        scores = model(torch.tensor(rows, dtype=torch.float64))
        chances = torch.softmax(scores, dim=1)
        return {"classes": chances.argmax().item(), "chances": chances.numpy().round(3).tolist()}

    return handle

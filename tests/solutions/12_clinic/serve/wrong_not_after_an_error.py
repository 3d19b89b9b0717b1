# misconception: The last line puts it back
# points: 1


def diagnosis_serve():
    return 2, "J"


def serve(model):
    model.eval()

    def handle(rows):
        before = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        scores = model(torch.tensor(rows, dtype=torch.float64))
        chances = torch.softmax(scores, dim=1)
        classes = chances.argmax(dim=1)
        reply = {"classes": classes.tolist(), "chances": chances.numpy().round(3).tolist()}
        torch.set_grad_enabled(before)
        return reply

    return handle

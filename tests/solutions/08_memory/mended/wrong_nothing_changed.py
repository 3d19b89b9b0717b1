# misconception: backward() frees the graph
# points: 0
class Mended:
    def __init__(self, model, lr):
        self.model, self.lr = model, lr
        self.steps, self.total = 0, 0.0
        self.first_rows = []

    def step(self, x, y):
        output = self.model(x)
        loss = ((output - y) ** 2).mean()
        self.model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in self.model.parameters():
                parameter -= self.lr * parameter.grad
        self.steps += 1
        self.total += loss
        self.first_rows.append(output[0])
        self.report = lambda: f"loss {loss.item():.3f}"
        return loss

    def mean_loss(self):
        return self.total / self.steps

    def validate(self, batches):
        losses = [((self.model(x) - y) ** 2).mean() for x, y in batches]
        self.last_validation = sum(losses) / len(losses)
        return self.last_validation

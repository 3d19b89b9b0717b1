# misconception: backward() frees the graph
# points: 2
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
        self.total += loss.item()
        self.first_rows.append(output[0].detach().clone())
        text = f"loss {loss.item():.3f}"
        self.report = lambda: text
        return loss

    def mean_loss(self):
        return self.total / self.steps

    @torch.no_grad()
    def validate(self, batches):
        losses = [((self.model(x) - y) ** 2).mean() for x, y in batches]
        self.last_validation = sum(losses) / len(losses)
        return self.last_validation

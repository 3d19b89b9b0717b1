# right: the names are given to detached tensors once the gradients are there; rows made into new tensors
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
        loss, output = loss.detach(), output.detach()
        self.total += loss
        self.first_rows.append(torch.tensor(output[0].tolist()))
        self.report = lambda: f"loss {loss.item():.3f}"
        return loss

    def mean_loss(self):
        return self.total / self.steps

    def validate(self, batches):
        total = 0.0
        for x, y in batches:
            with torch.inference_mode():
                total += ((self.model(x) - y) ** 2).mean().item()
        self.last_validation = total / len(batches)
        return self.last_validation

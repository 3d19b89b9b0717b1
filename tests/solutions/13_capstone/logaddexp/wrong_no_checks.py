# misconception: whatever error comes, it is an error
# points: 6


class LogAddExp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        distance = torch.where(a == b, 0.0, -(a - b).abs())
        return torch.maximum(a, b) + torch.log1p(torch.exp(distance))

    @staticmethod
    def backward(ctx, gradient):
        a, b = ctx.saved_tensors
        return gradient * torch.sigmoid(a - b), gradient * torch.sigmoid(b - a)


def logaddexp(input, other):
    return LogAddExp.apply(input, other)

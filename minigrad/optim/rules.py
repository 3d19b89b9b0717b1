"""SGD, Adam and AdamW. The updates run on the arrays themselves, in place, and raise versions as PyTorch's do.

Sources: PyTorch's documentation of torch.optim.SGD and torch.optim.Adam; Kingma and Ba (2015), "Adam: A Method for
Stochastic Optimization"; Loshchilov and Hutter (2019), "Decoupled Weight Decay Regularization".
"""

import numpy as np

from .._tensor import Tensor, wrap
from ..graph import bump
from .optimizer import Optimizer, check_implementation, check_settings, number


class SGD(Optimizer):
    """Stochastic gradient descent: p -= lr * v, where v is the gradient, or with momentum v = momentum * v + grad.

    params: as for Optimizer. dampening: v = momentum * v + (1 - dampening) * grad, after the first step. weight_decay:
    adds weight_decay * p to the gradient. nesterov: uses grad + momentum * v. maximize: climbs instead of descending.
    Raises ValueError for a negative lr, momentum or weight_decay, and for nesterov without momentum.
    """

    def __init__(
        self,
        params,
        lr=1e-3,
        momentum=0,
        dampening=0,
        weight_decay=0,
        nesterov=False,
        *,
        maximize=False,
        foreach=None,
        differentiable=False,
        fused=None,
    ):
        defaults = {
            "lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay, "nesterov": nesterov,
            "maximize": maximize, "foreach": foreach, "differentiable": differentiable, "fused": fused,
        }  # fmt: skip
        texts = {"lr": "learning rate", "momentum": "momentum value", "weight_decay": "weight_decay value"}
        check_settings(texts, defaults)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        check_implementation(foreach, fused, differentiable=differentiable)
        super().__init__(params, defaults)

    def update(self, params, group):
        lr, momentum, decay = number(group["lr"]), group["momentum"], number(group["weight_decay"])
        maximize, dampening, nesterov = group["maximize"], group["dampening"], group["nesterov"]
        for param in params:
            data, grad = param._data, param._autograd.grad._data
            if maximize:
                grad = -grad
            if decay:
                grad = grad + decay * data
            if momentum:
                state = self.state[param]
                buffer = state.get("momentum_buffer")
                if buffer is None:
                    buffer = state["momentum_buffer"] = wrap(grad.copy())
                else:
                    buffer._data *= momentum
                    buffer._data += grad if dampening == 0 else (1 - dampening) * grad
                    buffer._counter[0] += 2
                grad = grad + momentum * buffer._data if nesterov else buffer._data
            _descend(data, grad, lr)
            bump(param)


def _descend(data, grad, lr, block=1 << 15):
    """data -= lr * grad. Large arrays in blocks, whose products stay in the processor's cache."""
    if data.size <= block or not (data.flags.c_contiguous and grad.flags.c_contiguous):
        data -= lr * grad
        return
    data, grad = data.reshape(-1), grad.reshape(-1)
    product = np.empty(block, grad.dtype)
    for start in range(0, data.size, block):
        part = grad[start : start + block]
        data[start : start + block] -= np.multiply(part, lr, out=product[: part.size])


class Adam(Optimizer):
    """Adam: p -= lr * m / (sqrt(v) + eps), with running means m of grad and v of grad ** 2, corrected at the start.

    params: as for Optimizer. betas: how much of m and of v is kept in each step. weight_decay: adds weight_decay * p to
    the gradient, or, decoupled, shrinks p by lr * weight_decay instead. amsgrad: uses the largest v so far. maximize:
    climbs. Raises ValueError for settings below 0, and betas that are not in [0, 1).
    """

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0,
        amsgrad=False,
        *,
        foreach=None,
        maximize=False,
        capturable=False,
        differentiable=False,
        fused=None,
        decoupled_weight_decay=False,
    ):
        defaults = {
            "lr": lr, "betas": tuple(number(beta) for beta in betas), "eps": eps, "weight_decay": weight_decay,
            "amsgrad": amsgrad, "maximize": maximize, "foreach": foreach, "capturable": capturable,
            "differentiable": differentiable, "fused": fused, "decoupled_weight_decay": decoupled_weight_decay,
        }  # fmt: skip
        check_settings({"lr": "learning rate", "eps": "epsilon value"}, defaults)
        for place in (0, 1):
            if not 0.0 <= betas[place] < 1.0:
                raise ValueError(f"Invalid beta parameter at index {place}: {betas[place]}")
        check_settings({"weight_decay": "weight_decay value"}, defaults)
        if not (all(isinstance(beta, float) for beta in betas) or all(isinstance(beta, Tensor) for beta in betas)):
            raise ValueError("betas must be either both floats or both Tensors")
        check_implementation(foreach, fused, differentiable=differentiable, capturable=capturable)
        super().__init__(params, defaults)

    def update(self, params, group):
        lr, (beta1, beta2), decay = number(group["lr"]), group["betas"], number(group["weight_decay"])
        for param in params:
            data, grad, state = param._data, param.grad._data, self.state[param]
            if group["maximize"]:
                grad = -grad
            if not state:
                state["step"] = wrap(np.zeros((), np.float32))
                for name in ("exp_avg", "exp_avg_sq", *(["max_exp_avg_sq"] if group["amsgrad"] else [])):
                    state[name] = wrap(np.zeros_like(data))
            mean, square = state["exp_avg"], state["exp_avg_sq"]
            state["step"]._data += 1
            steps = int(state["step"]._data)
            if decay and group["decoupled_weight_decay"]:
                data *= 1 - lr * decay
                bump(param)
            elif decay:
                grad = grad + decay * data
            mean._data += (1 - beta1) * (grad - mean._data)
            square._data *= beta2
            square._data += (1 - beta2) * grad * grad
            if group["amsgrad"]:
                largest = state["max_exp_avg_sq"]
                np.maximum(largest._data, square._data, out=largest._data)
                largest._counter[0] += 1
                square_now = largest._data
            else:
                square_now = square._data
            below = np.asarray(np.sqrt(square_now))
            below /= (1 - beta2**steps) ** 0.5
            below += group["eps"]
            np.divide(mean._data, below, out=below)
            below *= lr / (1 - beta1**steps)
            data -= below
            state["step"]._counter[0] += 1
            mean._counter[0] += 1
            square._counter[0] += 2
            bump(param)


class AdamW(Adam):
    """Adam whose weight decay is decoupled: each step first shrinks p by lr * weight_decay."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, **others):
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, **others, decoupled_weight_decay=True)

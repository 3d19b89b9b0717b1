"""Calling a module that has hooks.

Backward hooks need a place in the graph: the inputs and the outputs of the module each pass through a node that does
nothing, whose own hooks then see the gradients of all of them at once.
"""

import warnings

from .. import modes
from .._tensor import Tensor
from ..autograd.function import Function


def call(module, args, kwargs):
    """Return `module.forward(*args, **kwargs)` with the module's hooks before, after, and in the graph."""
    done = set()
    result = None
    try:
        for key, hook in list(module._forward_pre_hooks.items()):
            if key in module._with_kwargs:
                changed = hook(module, args, kwargs)
                if changed is not None:
                    if not (isinstance(changed, tuple) and len(changed) == 2):
                        raise RuntimeError(
                            "forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got "
                            f"{changed}."
                        )
                    args, kwargs = changed
            else:
                changed = hook(module, args)
                if changed is not None:
                    args = changed if isinstance(changed, tuple) else (changed,)
        backward = None
        if module._backward_hooks or module._backward_pre_hooks:
            backward = _BackwardHooks(module)
            args = backward.around_inputs(args)
        result = module.forward(*args, **kwargs)
        for key, hook in list(module._forward_hooks.items()):
            done.add(key)
            changed = _run(module, key, hook, args, kwargs, result)
            result = result if changed is None else changed
        return result if backward is None else backward.around_outputs(result)
    except Exception:
        for key, hook in list(module._forward_hooks.items()):
            if key in module._always_called and key not in done:
                try:
                    _run(module, key, hook, args, kwargs, result)
                except Exception as error:  # the first error is the one to be raised
                    warnings.warn(
                        "module forward hook with ``always_call=True`` raised an exception that was silenced as "
                        f"another error was raised in forward: {error}",
                        stacklevel=3,
                    )
        raise


def _run(module, key, hook, args, kwargs, result):
    if key in module._with_kwargs:
        return hook(module, args, kwargs, result)
    return hook(module, args, result)


class BackwardHookFunction(Function):
    """The node that does nothing."""

    @staticmethod
    def forward(ctx, *tensors):
        ctx.mark_non_differentiable(*(tensor for tensor in tensors if not tensor.requires_grad))
        return tensors

    @staticmethod
    def backward(ctx, *grads):
        return grads


class _BackwardHooks:
    """The backward hooks of one call of a module: those on its outputs run first, those on its inputs last."""

    def __init__(self, module):
        self.module = module
        self.before = list(module._backward_pre_hooks.values())
        self.after = list(module._backward_hooks.values())
        self.grad_outputs = None
        self.input_places = self.output_places = None

    def _through_node(self, values):
        """Return (`values` passed through one node, the places of the Tensors among them, the node)."""
        places = [k for k, value in enumerate(values) if isinstance(value, Tensor)]
        if not (modes.is_grad_enabled() and any(values[k].requires_grad for k in places)):
            return values, None, None
        passed = BackwardHookFunction.apply(*(values[k] for k in places))
        values = list(values)
        for k, tensor in zip(places, passed, strict=True):
            values[k] = tensor
        return tuple(values), places, next(t.grad_fn for t in passed if t.grad_fn is not None)

    def around_inputs(self, args):
        self.inputs = len(args)
        args, self.input_places, node = self._through_node(args)
        if node is not None:
            node.register_hook(self._inputs_done)
        return args

    def around_outputs(self, result):
        single = not isinstance(result, tuple)
        if single and not isinstance(result, Tensor):
            warnings.warn(
                "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but received "
                f"{type(result)}",
                stacklevel=4,
            )
        results = (result,) if single else result
        self.outputs = len(results)
        results, self.output_places, node = self._through_node(results)
        if node is not None:
            node.register_hook(self._outputs_done)
        return results[0] if single else results

    def _outputs_done(self, grad_inputs, grad_outputs):
        self.grad_outputs = _filled(self.outputs, self.output_places, grad_outputs)
        for hook in self.before:
            changed = hook(self.module, self.grad_outputs)
            if changed is None:
                continue
            if len(changed) != self.outputs:
                raise RuntimeError(
                    f"Backward pre hook returned an invalid number of grad_output, got {len(changed)}, but expected "
                    f"{self.outputs}"
                )
            self.grad_outputs = tuple(changed)
        passed_on = self.grad_outputs
        if self.input_places is None:
            warnings.warn(
                "Full backward hook is firing when gradients are computed with respect to module outputs since no "
                "inputs require gradients. See https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html#"
                "torch.nn.Module.register_full_backward_hook for more details.",
                stacklevel=5,
            )
            for hook in self.after:
                changed = hook(self.module, (None,) * self.inputs, self.grad_outputs)
                if changed is not None and not (isinstance(changed, tuple) and all(g is None for g in changed)):
                    raise RuntimeError(
                        "Backward hook for Modules where no input requires gradient should always return None or None "
                        "for all gradients."
                    )
            self.grad_outputs = None
        return tuple(passed_on[k] for k in self.output_places)

    def _inputs_done(self, grad_inputs, grad_outputs):
        if self.grad_outputs is None:
            return None  # the outputs had no part in this backward pass
        gradients = _filled(self.inputs, self.input_places, grad_inputs)
        for hook in self.after:
            changed = hook(self.module, gradients, self.grad_outputs)
            if changed is None:
                continue
            if len(changed) != self.inputs:
                raise RuntimeError(
                    f"Backward hook returned an invalid number of grad_input, got {len(changed)}, but expected "
                    f"{self.inputs}"
                )
            gradients = tuple(changed)
        self.grad_outputs = None
        return tuple(gradients[k] for k in self.input_places)


def _filled(size, places, values):
    full = [None] * size
    for k, value in zip(places, values, strict=True):
        full[k] = value
    return tuple(full)

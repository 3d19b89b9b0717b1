# misconception: inference_mode(False) restores what was outside
# points: 0
def recorded(lines):
    grad, inference = True, False
    for line in lines:
        if line in ("with torch.no_grad():", "with torch.set_grad_enabled(False):", "torch.set_grad_enabled(False)"):
            grad = False
        if line in ("with torch.enable_grad():", "with torch.set_grad_enabled(True):", "torch.set_grad_enabled(True)"):
            grad = True
        if line == "with torch.inference_mode():":
            inference = True
        if line == "with torch.inference_mode(False):":
            inference = False
    return grad and not inference

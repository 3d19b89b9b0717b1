# misconception: what is strict outside stays strict inside
# points: 0
def recorded(lines):
    grad = True
    for line in lines:
        if line == "with torch.inference_mode():":
            return False
        if line in ("with torch.no_grad():", "with torch.set_grad_enabled(False):", "torch.set_grad_enabled(False)"):
            grad = False
        if line in ("with torch.enable_grad():", "with torch.set_grad_enabled(True):", "torch.set_grad_enabled(True)"):
            grad = True
    return grad

# misconception: no_grad wins, wherever it stands
# points: 0
def recorded(lines):
    for line in lines:
        if line in ("with torch.no_grad():", "with torch.inference_mode():"):
            return False
        if "set_grad_enabled(False)" in line:
            return False
    return True

# misconception: the innermost block alone decides
# points: 0
def recorded(lines):
    on = True
    for line in lines:
        if "with" in line or "set_grad_enabled" in line:
            on = "enable_grad" in line or "True" in line or line == "with torch.inference_mode(False):"
    return on

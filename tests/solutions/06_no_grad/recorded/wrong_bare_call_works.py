# misconception: calling no_grad() switches recording off
# points: 0
def recorded(lines):
    grad, inference = True, False
    for line in lines:
        if "inference_mode" in line:
            inference = "False" not in line
            grad = not inference
        else:
            grad = "enable_grad" in line or "True" in line
    return grad and not inference

# right: looks from the end for the last line that set each switch
def recorded(lines):
    acting = [line for line in lines if line.startswith("with") or "set_grad_enabled" in line]
    strict = [line for line in acting if "inference_mode" in line]
    if strict and "False" not in strict[-1]:
        return False
    for line in reversed(acting):
        return "inference_mode" in line or "enable_grad" in line or "True" in line
    return True

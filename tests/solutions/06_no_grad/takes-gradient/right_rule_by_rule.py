# right: a table of what each kind of step gives, recorded or not
RECORDED = {"view": "weight", "copy": "weight", "cut": "error", "asked": "part"}
UNRECORDED = {"view": "nobody", "copy": "error", "cut": "error", "asked": "part"}
KINDS = {
    "view": ["[0]", "[:, 1]", ".view(4)", ".t()"],
    "copy": ["[[0, 1]]", ".clone()", " * 5"],
    "cut": [".detach()"],
    "asked": [".detach().requires_grad_()"],
}


def takes_gradient(base, step, block):
    (kind,) = [name for name, steps in KINDS.items() if step in steps]
    if base == "data" and kind in ("view", "copy"):
        return "error"
    outside = {"none": RECORDED, "enable_grad()": RECORDED, "no_grad()": UNRECORDED, "inference_mode()": UNRECORDED}
    return outside[block][kind]

# right: a table of what each line sets
def recorded(lines):
    sets = {
        "with torch.no_grad():": {"grad": False},
        "with torch.enable_grad():": {"grad": True},
        "with torch.set_grad_enabled(True):": {"grad": True},
        "torch.set_grad_enabled(True)": {"grad": True},
        "with torch.set_grad_enabled(False):": {"grad": False},
        "torch.set_grad_enabled(False)": {"grad": False},
        "with torch.inference_mode():": {"grad": False, "inference": True},
        "with torch.inference_mode(False):": {"grad": True, "inference": False},
    }
    switches = {"grad": True, "inference": False}
    for line in lines:
        switches.update(sets.get(line, {}))
    return switches == {"grad": True, "inference": False}

# misconception: A part is a module at the top
# points: 0
def freeze_by_name(model, parts):
    tops = [name.split(".")[0] for name, _ in model.named_parameters()]
    for part in parts:
        if part.split(".")[0] not in tops:
            raise ValueError(f"{part} finds nothing")
    for name, parameter in model.named_parameters():
        if name.split(".")[0] in parts:
            parameter.requires_grad_(False)
    return [name for name, parameter in model.named_parameters() if parameter.requires_grad]

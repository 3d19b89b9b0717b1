# misconception: A name that begins like the part belongs to it
# points: 0
def freeze_by_name(model, parts):
    for part in parts:
        found = [p for name, p in model.named_parameters() if name.startswith(part)]
        if not found:
            raise ValueError(part)
        for parameter in found:
            parameter.requires_grad_(False)
    return [name for name, parameter in model.named_parameters() if parameter.requires_grad]

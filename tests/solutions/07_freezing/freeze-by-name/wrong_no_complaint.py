# misconception: A name that finds nothing does no harm
# points: 0
def freeze_by_name(model, parts):
    for name, parameter in model.named_parameters():
        if any(name == part or name.startswith(part + ".") for part in parts):
            parameter.requires_grad_(False)
    return [name for name, parameter in model.named_parameters() if parameter.requires_grad]

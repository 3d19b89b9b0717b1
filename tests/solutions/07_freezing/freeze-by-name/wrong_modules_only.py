# misconception: A part is always a module
# points: 0
def freeze_by_name(model, parts):
    chosen = []
    for part in parts:
        found = [p for name, p in model.named_parameters() if name.startswith(part + ".")]
        if not found:
            raise ValueError(f"{part} finds nothing")
        chosen.extend(found)
    for parameter in chosen:
        parameter.requires_grad_(False)
    return [name for name, parameter in model.named_parameters() if parameter.requires_grad]

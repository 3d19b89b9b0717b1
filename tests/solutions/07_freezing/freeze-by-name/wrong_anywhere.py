# misconception: The part's name may stand anywhere in a name
# points: 0
def freeze_by_name(model, parts):
    chosen = []
    for part in parts:
        found = [p for name, p in model.named_parameters() if f".{part}." in f".{name}."]
        if not found:
            raise ValueError(f"{part} finds nothing")
        chosen.extend(found)
    for parameter in chosen:
        parameter.requires_grad_(False)
    return [name for name, parameter in model.named_parameters() if parameter.requires_grad]

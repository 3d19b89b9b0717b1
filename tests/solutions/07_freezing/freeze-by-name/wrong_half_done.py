# misconception: An error takes back what was done before it
# points: 0
def freeze_by_name(model, parts):
    for part in parts:
        found = 0
        for name, parameter in model.named_parameters():
            if name == part or name.startswith(part + "."):
                parameter.requires_grad_(False)
                found += 1
        if found == 0:
            raise ValueError(f"{part} finds nothing")
    return [name for name, parameter in model.named_parameters() if parameter.requires_grad]

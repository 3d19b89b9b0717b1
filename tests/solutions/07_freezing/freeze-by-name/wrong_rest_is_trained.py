# misconception: What is not named is to be trained
# points: 0
def freeze_by_name(model, parts):
    def belongs(name, part):
        return name == part or name.startswith(part + ".")

    names = [name for name, _ in model.named_parameters()]
    for part in parts:
        if not any(belongs(name, part) for name in names):
            raise ValueError(f"{part} finds nothing")
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(not any(belongs(name, part) for part in parts))
    return [name for name, parameter in model.named_parameters() if parameter.requires_grad]

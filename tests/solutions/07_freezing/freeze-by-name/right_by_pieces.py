# right: compares the pieces between the dots
def freeze_by_name(model, parts):
    named = [(name.split("."), parameter) for name, parameter in model.named_parameters()]
    wanted = [part.split(".") for part in parts]
    for part in wanted:
        if all(pieces[: len(part)] != part for pieces, _ in named):
            raise ValueError("nothing is called " + ".".join(part))
    for pieces, parameter in named:
        if any(pieces[: len(part)] == part for part in wanted):
            parameter.requires_grad = False
    return [".".join(pieces) for pieces, parameter in named if parameter.requires_grad]

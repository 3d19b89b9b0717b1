# right: walks from the model to the part, and keeps a dictionary of what was found
def freeze_by_name(model, parts):
    found = {}
    for part in parts:
        thing = model
        try:
            for piece in part.split("."):
                thing = getattr(thing, piece)
        except AttributeError:
            raise ValueError(f"there is no {part}") from None
        parameters = list(thing.parameters()) if isinstance(thing, nn.Module) else [thing]
        if not parameters:
            raise ValueError(f"{part} has no parameters")
        found[part] = parameters
    for parameters in found.values():
        for parameter in parameters:
            parameter.requires_grad_(False)
    return [name for name, parameter in model.named_parameters() if parameter.requires_grad]

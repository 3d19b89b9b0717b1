# misconception: a module has none
# points: 0
def freeze_by_name(model, parts):
    for part in parts:
        try:
            model.get_submodule(part).requires_grad = False
        except AttributeError:
            raise ValueError(f"{part} finds nothing") from None
    return [name for name, parameter in model.named_parameters() if parameter.requires_grad]

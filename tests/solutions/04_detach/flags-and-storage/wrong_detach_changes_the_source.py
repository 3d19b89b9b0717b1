# misconception: detach() changes the tensor itself
# points: 1
def flags_and_storage(program):
    entries = {"x": (True, True, True)}
    for name, how, source in program:
        flag, _, shares = entries[source]
        if how == "detach":
            entries[source] = (False, True, shares)
        recorded = flag and how in ("clone", "slice", "double")
        entries[name] = (recorded, not recorded, shares and how in ("detach", "slice", "numpy", "detach_"))
    return entries

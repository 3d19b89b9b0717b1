# misconception: Everything leads back to x
# points: 1
def flags_and_storage(program):
    entries = {"x": (True, True, True)}
    for name, how, source in program:
        recorded = entries[source][0] and how in ("clone", "slice", "double")
        entries[name] = (recorded, not recorded, how in ("detach", "slice", "numpy"))
    return entries

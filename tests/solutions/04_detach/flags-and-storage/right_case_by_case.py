# right: one case after the other
def flags_and_storage(program):
    entries = {"x": (True, True, True)}
    for name, how, source in program:
        flag, _, shares = entries[source]
        if how in ("clone", "double"):
            entries[name] = (flag, not flag, False)
        elif how == "slice":
            entries[name] = (flag, not flag, shares)
        elif how == "list":
            entries[name] = (False, True, False)
        else:
            entries[name] = (False, True, shares)
    return entries

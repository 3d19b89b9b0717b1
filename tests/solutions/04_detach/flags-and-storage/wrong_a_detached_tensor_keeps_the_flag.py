# misconception: A detached tensor keeps the flag
# points: 1
def flags_and_storage(program):
    entries = {"x": (True, True, True)}
    for name, how, source in program:
        flag, _, shares = entries[source]
        recorded, same = {
            "detach": (flag, shares),
            "clone": (flag, False),
            "slice": (flag, shares),
            "double": (flag, False),
            "numpy": (False, shares),
            "list": (False, False),
            "detach_": (False, shares),
        }[how]
        entries[name] = (recorded, not recorded, same)
    return entries

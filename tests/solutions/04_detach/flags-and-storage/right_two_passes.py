# right: two dictionaries, put together at the end
def flags_and_storage(program):
    flags, places = {"x": True}, {"x": "x"}
    leaves = {"x": True}
    for name, how, source in program:
        flags[name] = flags[source] if how in {"clone", "slice", "double"} else False
        leaves[name] = not flags[name]
        places[name] = places[source] if how in {"detach", "detach_", "slice", "numpy"} else name
    return {name: (flags[name], leaves[name], places[name] == "x") for name in flags}

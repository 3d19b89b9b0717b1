# misconception: detach_() reaches back to what was computed before
# points: 1
def flags_and_storage(program):
    """Goes back from each name at the end, and meets the cut even if it came later."""
    how_made = {name: how for name, how, _ in program}
    sources = {name: source for name, _, source in program if name != source}
    kept = [(name, how, source) for name, how, source in program if how != "detach_"]
    entries = {"x": (True, True, True)}
    for name, how, source in kept:
        cut = how_made[name] == "detach_" or how in ("detach", "numpy", "list")
        while source != "x" and not cut:
            cut = how_made[source] in ("detach_", "detach", "numpy", "list")
            source = sources[source]
        shares = entries[sources[name]][2] and how in ("detach", "slice", "numpy")
        entries[name] = (not cut, cut, shares)
    return entries

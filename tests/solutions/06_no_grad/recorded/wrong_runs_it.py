# misconception: only running a program can tell
# points: 0
def recorded(lines):
    program, indent, found = "", "", []
    for line in lines:
        program += indent + line + "\n"
        if line.startswith("with"):
            indent += "    "
    before = torch.is_grad_enabled()
    exec(
        program + indent + "found.append((w * 2).requires_grad)",
        {
            "torch": torch,
            "w": torch.ones(1, requires_grad=True),
            "found": found,
        },
    )
    if torch.is_grad_enabled() != before:
        torch.set_grad_enabled(before)
    return found[0]

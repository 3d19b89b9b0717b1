"""Writes the corpus: random programs and what PyTorch did. `python -m tests.minigrad.fuzz.record`.

Of the state after each statement only what changed is kept.
"""

import json
from pathlib import Path

from .programs import program
from .running import Run

FILE = Path(__file__).with_name("recorded.json")
COUNT = 240


def replay(lines, torch):
    """Return for each line [class of the error or None, {tensor: {what: new value}}, names that are gone]."""
    run, before, steps = Run(torch), {}, []
    try:
        for line in lines:
            error = run.step(line)[0]
            after = run.state()
            steps.append([error, changes(before, after), sorted(before.keys() - after.keys())])
            before = after
    finally:
        run.leave()
        torch.set_grad_enabled(True)
    return steps


def changes(before, after):
    found = {
        name: {key: value for key, value in state.items() if value != before.get(name, {}).get(key, "new")}
        for name, state in after.items()
    }
    return {name: changed for name, changed in found.items() if changed}


def states(steps):
    """Return [(error, whole state)] for what `replay` returned: rounding may change differently on another machine."""
    state, whole = {}, []
    for error, changed, gone in steps:
        state = {name: dict(seen) for name, seen in state.items() if name not in gone}
        for name, seen in changed.items():
            state.setdefault(name, {}).update(seen)
        whole.append((error, state))
    return whole


def load():
    return json.loads(FILE.read_text(encoding="utf-8"))["programs"]


def main():
    import torch

    import minigrad

    torch.set_num_threads(1)
    programs, seed = [], 0
    while len(programs) < COUNT:
        lines = program(seed, minigrad, torch)[0][:-1]  # what the last line did may have ended the comparison
        seed += 1
        if len(lines) >= 6:
            programs.append({"lines": lines, "steps": replay(lines, torch)})
    body = ",\n".join(json.dumps(item, separators=(",", ":"), sort_keys=True) for item in programs)
    version = torch.__version__.split("+")[0]
    FILE.write_text(f'{{"torch": "{version}", "programs": [\n{body}\n]}}\n', encoding="utf-8")
    print(f"{len(programs)} programs recorded on PyTorch {version}: {FILE.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()

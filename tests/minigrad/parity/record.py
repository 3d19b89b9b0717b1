"""Records what PyTorch does with every program: `python -m tests.minigrad.parity.record`."""

import json
from pathlib import Path

from .observe import fingerprint, observe
from .programs import all_programs

FILE = Path(__file__).with_name("recorded.json")


def record(torch):
    """Return {name: {"program": fingerprint, "seen": observation}} for every program."""
    return {
        name: {"program": fingerprint(program), "seen": observe(program, torch)}
        for name, program in all_programs().items()
    }


def load():
    return json.loads(FILE.read_text(encoding="utf-8"))["programs"]


if __name__ == "__main__":
    import torch

    torch.set_num_threads(1)
    version = torch.__version__.split("+")[0]
    content = {"torch": version, "programs": record(torch)}
    FILE.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(content['programs'])} programs recorded on PyTorch {version}")

"""What to do where no sandbox holds: in words for the instructor."""

import os
from pathlib import Path

CONTAINER = "Grade in a Linux container: grading/container/README.md shows how."
OPTIONS = ("seccomp=unconfined", "systempaths=unconfined", "apparmor=unconfined")
UNMASK = "unmask=ALL"  # podman's word for the second
_CONTAINER_FILES = ("/.dockerenv", "/run/.containerenv")
# setting: (the value with which there are no namespaces for ordinary users, the one with which there are)
_SETTINGS = {
    "user/max_user_namespaces": ("0", "15000"),
    "kernel/unprivileged_userns_clone": ("0", "1"),
    "kernel/apparmor_restrict_unprivileged_userns": ("1", "0"),
}


def what_to_do(settings: Path = Path("/proc/sys")) -> str:
    """What on this computer may stand in the way, and what takes it away."""
    in_container = any(map(os.path.exists, _CONTAINER_FILES)) or "container" in os.environ
    found = []
    for name, (closed, opened) in _SETTINGS.items():
        path = settings / name
        if os.access(path, os.R_OK) and path.read_text().strip() == closed:
            where = "on the computer that runs it, " if in_container else ""
            found.append(f"{where}sudo sysctl -w {name.replace('/', '.')}={opened}")
    if in_container:
        options = " ".join(f"--security-opt {option}" for option in OPTIONS)
        found.insert(0, f"start this container with {options} (podman: only {UNMASK})")
        return f"To have one: {'; '.join(found)}. grading/container/README.md has the whole command."
    return f"To have one: {' or '.join(found)}. Or: {CONTAINER}" if found else CONTAINER

"""The instructor's notebook as nbgrader keeps it in its gradebook, and as students get it."""

import re
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}\Z")


@dataclass(frozen=True)
class Original:
    """The instructor's notebook with stubs for answers, hidden tests and checksums: what nbgrader's gradebook keeps.

    released: the sources of its cells as students got them, without hidden tests and marking schemes.
    """

    notebook: NotebookNode
    released: list[str]

    @property
    def cells(self) -> list[NotebookNode]:
        return self.notebook.cells


def original(solutions_notebook: Path, config: Config | None = None) -> Original:
    """Return the Original of a notebook in solutions/.

    nbgrader's own preprocessors make it, as many of those of `nbgrader generate_assignment` as run before the cells are
    saved. config: by default that of the nbgrader_config.py nearest above the notebook.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, SaveCells

    path = Path(solutions_notebook).resolve()
    config = _course_config(path) if config is None else config
    notebook = nbformat.read(path, as_version=4)
    resources = {
        "unique_key": path.stem,
        "metadata": {"name": path.stem, "path": str(path.parent)},
        "nbgrader": {"student": ".", "assignment": path.parent.name, "notebook": path.stem},
    }
    steps = GenerateAssignment(config=config).preprocessors
    for step in takewhile(lambda step: step is not SaveCells, steps):
        notebook, resources = step(config=config)(notebook, resources)
    notebook = _with_ids(notebook)
    shown = nbformat.from_dict(notebook)  # a copy
    for step in ClearHiddenTests, ClearMarkScheme:
        shown, _ = step(config=config).preprocess(shown, {})
    return Original(notebook, [cell.source for cell in shown.cells])


def _course_config(path):
    for folder in path.parents:
        if (folder / "nbgrader_config.py").is_file():
            return PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    return Config()


def _with_ids(notebook):
    """Give the cells of an older notebook ids that are the same each time."""
    if notebook.nbformat_minor < 5:
        notebook.nbformat_minor = 5
        used = set()
        for k, cell in enumerate(notebook.cells):
            name = str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
            cell.id = name if CELL_ID.match(name) and name not in used else f"cell-{k}"
            used.add(cell.id)
    return notebook

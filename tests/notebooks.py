"""Keeps the notebooks as source code: executes lessons and writes every notebook in one normal form.

    python -m tests.notebooks execute            run the lessons in course/, store their outputs and README's picture
    python -m tests.notebooks normalise          write all notebooks in the normal form
    python -m tests.notebooks execute FILE ...   only these

The normal form: nbformat 4.5, sorted keys, no output or kernel details that differ between machines. Lessons keep their
outputs, and their execution counts are 1, 2, 3 and so on: nbval checks no cell that has no count. Solutions and
exercises have neither. Cells with the tag nbval-ignore-output show measured times: what they have stored is kept, so
that running a lesson changes no file. Delete it to measure anew. Plots (image/png) hang on the last bits of numbers and
on fonts: nbval and the tests do not compare them, so a cell that plots also prints the numbers that matter.
"""

import argparse
import os
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
IMPORT = "import minigrad as torch"
GALLERY = "00_reading_graphs.ipynb"
README_PICTURE = "first-picture"  # the cell of the gallery that draws it


def lessons():
    return sorted((ROOT / "course").glob("*.ipynb"))


def solutions():
    return sorted((ROOT / "solutions").glob("*/*.ipynb"))


def read(path):
    return nbformat.read(path, as_version=4)


def write(notebook, path):
    text = nbformat.writes(notebook, indent=1, sort_keys=True, ensure_ascii=False)
    Path(path).write_text(text + "\n", encoding="utf-8", newline="\n")


def normalised(notebook, keep_outputs):
    """Return the notebook in the normal form."""
    notebook = nbformat.from_dict(notebook)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(METADATA)
    count = 0
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        cell.metadata.pop("trusted", None)
        cell.source = "\n".join(line.rstrip() for line in cell.source.strip().split("\n"))
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count if keep_outputs else None
            cell.outputs = _normalised_outputs(cell.outputs, count) if keep_outputs else []
    return notebook


def _normalised_outputs(outputs, count):
    kept = []
    for output in outputs:
        output = nbformat.from_dict(output)
        output.pop("transient", None)
        if "execution_count" in output:
            output.execution_count = count
        stream = output.get("name")
        if stream and kept and kept[-1].get("name") == stream:
            kept[-1].text += output.text  # how a stream was cut into pieces is a matter of timing
        else:
            kept.append(output)
    return kept


def execute(notebook, folder, backend="minigrad"):
    """Run a lesson in a fresh kernel, on minigrad or on PyTorch, and return it with its outputs.

    Pictures are drawn by minigrad's own writer, so that they are the same on every machine. Raises nbclient's
    CellExecutionError if a cell fails.
    """
    notebook = nbformat.from_dict(notebook)
    sources = [cell.source for cell in notebook.cells]
    if backend == "torch":
        for cell in notebook.cells:
            cell.source = cell.source.replace(IMPORT, "import torch")
    environment = os.environ | {"MINIGRAD_RENDERER": "builtin", "TQDM_DISABLE": "1", "PYTHONPATH": str(ROOT)}
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    client.execute(env=environment)
    for cell, source in zip(notebook.cells, sources, strict=True):
        cell.source = source
    return normalised(notebook, keep_outputs=True)


def ignores_output(cell):
    """Return True for a cell with nbval's tag for this: nbval runs it and does not compare what it prints."""
    return "nbval-ignore-output" in cell.metadata.get("tags", [])


def without_plots(outputs):
    """Return the outputs without the pixels of plots; what else a plot has, such as its size in words, stays."""
    outputs = [nbformat.from_dict(output) for output in outputs]
    for output in outputs:
        output.get("data", {}).pop("image/png", None)
    return outputs


def with_kept_outputs(fresh, stored):
    """Return the notebook that was run, with the measured times that the stored one has.

    Where no cell has changed since, it has the stored plots as well.
    """
    unchanged = [cell.source for cell in fresh.cells] == [cell.source for cell in stored.cells]
    for new, old in zip(fresh.cells, stored.cells, strict=True):
        same = unchanged and without_plots(new.get("outputs", [])) == without_plots(old.get("outputs", []))
        if (ignores_output(old) or same) and old.get("outputs"):
            new.outputs = old.outputs
    return fresh


def readme_picture(gallery):
    """Return the picture of README as SVG text: it is the output of a cell of the gallery."""
    outputs = next(cell.outputs for cell in gallery.cells if cell.id == README_PICTURE)
    drawing = next(output.data["image/svg+xml"] for output in outputs if "data" in output)
    return re.sub(r"\bg[0-9a-f]{10}-", "", drawing)  # what tells its ids from those of the other pictures there


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["execute", "normalise"])
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    for path in options.files or (lessons() if options.command == "execute" else lessons() + solutions()):
        path = path.resolve()
        is_lesson = path.parent == ROOT / "course"
        if options.command == "execute" and not is_lesson:
            parser.error(f"only lessons keep outputs, and {path.name} is not in course/")
        notebook = read(path)
        if options.command == "execute":
            notebook = with_kept_outputs(execute(notebook, path.parent), notebook)
            if path.name == GALLERY:
                (ROOT / "course/pictures/loss.svg").write_text(readme_picture(notebook), encoding="utf-8", newline="\n")
        write(normalised(notebook, keep_outputs=is_lesson), path)
        print(f"{options.command}d {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1:])

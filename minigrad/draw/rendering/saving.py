"""Writing a picture to a file, whole or not at all."""

import os
import shutil
from pathlib import Path

import graphviz

from . import renderers

SOURCE = ("gv", "dot")


def save(graph, filename, directory, skip_existing):
    """Write a GradGraph to a file and return its path; see GradGraph.save."""
    form = "" if filename is None else os.path.splitext(os.fspath(filename))[1][1:].lower()
    picture = form in graphviz.FORMATS and form not in SOURCE
    if picture:
        path = os.path.join(graph.directory if directory is None else directory, filename)
    else:
        # As graphviz does: render() and view() use these names later.
        graph.filename = graph.filename if filename is None else filename
        graph.directory = graph.directory if directory is None else directory
        path = graph.filepath
    if skip_existing and os.path.exists(path):
        return path
    if form == "svg":
        data = graph.svg().encode("utf-8")
    elif picture:
        data = renderers.image(graph, form)
    else:
        data = graph.source.encode(graph.encoding or "utf-8")
    _write(path, data)
    return path


def _write(path, data):
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        if target.exists():
            shutil.copymode(target, part)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)

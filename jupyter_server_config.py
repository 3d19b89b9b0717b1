"""What Jupyter does when it is started in this folder: it trusts the course's lessons.

In a notebook that is not trusted, JupyterLab shows neither stored SVG nor HTML. To trust a notebook is to sign its
present content (`jupyter trust` does the same); a lesson that changes is signed again at the next start.
"""

import sys
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary

notary = NotebookNotary()
for path in sorted(Path(__file__).with_name("course").glob("*.ipynb")):
    try:
        notary.sign(nbformat.read(path, as_version=4))
    except Exception as error:  # one damaged lesson must not keep the server from starting
        print(f"not trusted, its stored pictures show after running it: {path.name} ({error!s:.80})", file=sys.stderr)

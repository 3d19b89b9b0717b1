"""What `nbgrader generate_feedback` hands back: a page to every student, whatever the name, and nothing but pages.

nbgrader takes names for patterns, so that a student called [x] would get no page, and it copies all that lies beside
the graded notebook: what the grader has noted for the instructor, and files of the student's that a browser would run.
"""

import glob
from pathlib import Path

from nbgrader.utils import remove

# nbgrader's exchange needs them to give a page to the student whose it is.
KEPT = ("timestamp.txt", "submission_secret.txt")


def find_all(converter):
    """Complete what nbgrader's GenerateFeedback has found: the notebooks of students with names like patterns.

    A name with a line end in it must go: nbgrader's regular expressions do not match it, and it would stop for all.
    """
    directory = converter.coursedir
    step = directory.autograded_directory
    for folder in glob.glob(directory.format_path(step, directory.student_id, directory.assignment_id)):
        if glob.escape(folder) != folder:
            converter.assignments[folder] = glob.glob(f"{glob.escape(folder)}/{directory.notebook_id}.ipynb")
        if "\n" in folder:
            converter.assignments.pop(folder, None)


def keep_pages(directory, student, assignment):
    """Remove from a student's feedback folder what nbgrader has copied into it, but for the pages of notebooks."""
    step = directory.autograded_directory
    graded = Path(directory.format_path(step, student, assignment))
    folder = Path(directory.format_path(directory.feedback_directory, student, assignment))
    notebooks = {path.stem for path in graded.glob("*.ipynb")}
    kept = {folder / name for name in [*KEPT, *(f"{notebook}.html" for notebook in notebooks)]}
    for path in sorted(folder.rglob("*"), reverse=True):  # what is in a folder comes before it
        if path.is_symlink() or not path.is_dir():
            if path not in kept:
                remove(str(path))
        elif not any(path.iterdir()):
            path.rmdir()

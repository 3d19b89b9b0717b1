"""nbgrader's settings: run its commands in this folder. README.md, "For instructors", shows the way."""

from pathlib import Path

from grading.settings import safe_pages

c = get_config()  # noqa: F821 (traitlets provides it)

c.CourseDirectory.course_id = "controlling_gradients"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"

c.ClearSolutions.code_stub = {
    "python": "# YOUR CODE HERE\n"
    'raise NotImplementedError("not solved yet: write your answer here and delete this line")'
}

# A cell that never ends is interrupted; the cells after it still run and earn their points.
c.ExecutePreprocessor.timeout = 20
c.ExecutePreprocessor.interrupt_on_timeout = True

safe_pages(c)

# Whose notebook is it that `nbgrader zip_collect` finds? STUDENT_NOTEBOOK.ipynb and STUDENT/NOTEBOOK.ipynb, and what
# Canvas (STUDENT_late_12_34_NOTEBOOK-1.ipynb) and Moodle (STUDENT_12_assignsubmission_file/NOTEBOOK.ipynb) make of it.
notebooks = "|".join(sorted(path.stem for path in Path(__file__).parent.glob("solutions/*/*.ipynb")))
c.FileNameCollectorPlugin.named_regexp = (
    r".*[/\\](?P<student_id>[^/\\]+?)(?:_\d+_assignsubmission_file_?)?(?:_late)?(?:_\d+_\d+)?[_/\\]"
    rf"(?P<file_id>{notebooks})(?:-\d+)?\.ipynb$"
)

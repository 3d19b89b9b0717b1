"""nbgrader's settings: run its commands in this folder. README.md, "For instructors", shows the way."""

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

# Whose notebook is it that `nbgrader zip_collect` finds? grading/collecting.py knows how Canvas and Moodle name files.
c.ZipCollectApp.extractor_plugin = "grading.collecting.Extractor"
c.ZipCollectApp.collector_plugin = "grading.collecting.Collector"

"""nbgrader's settings: run its commands in this folder. README.md, "For instructors", shows the way."""

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import GetGrades

from grading.feedback import FeedbackExporter, HideTests

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

# What students' runs put out is made harmless before it is shown, on feedback pages and on those of the formgrader.
c.HTMLExporter.preprocessors = ["grading.feedback.SafeOutputs"]
c.HTMLExporter.filters = {"markdown2html": "grading.sanitizing.markdown2html"}

c.GenerateFeedback.exporter_class = FeedbackExporter
c.GenerateFeedback.preprocessors = [GetGrades, HideTests, CSSHTMLHeaderPreprocessor]

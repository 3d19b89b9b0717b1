"""nbgrader's settings for pages that are safe to open. For a course of your own, in its nbgrader_config.py:

from grading.settings import safe_pages

safe_pages(get_config())
"""

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import GetGrades

from grading.feedback import FeedbackExporter, HideTests


def safe_pages(c):
    """Set in the config `c` that feedback pages, and those of the formgrader, do nothing to who opens them.

    Feedback pages show no hidden test, every student gets one, and nothing is handed back beside them.
    """
    # What students' runs put out is made harmless before it is shown, on feedback pages and on those of the formgrader.
    c.HTMLExporter.preprocessors = ["grading.feedback.SafeOutputs"]
    c.HTMLExporter.filters = {"markdown2html": "grading.sanitizing.markdown2html"}
    c.GenerateFeedback.exporter_class = FeedbackExporter
    c.GenerateFeedback.preprocessors = [GetGrades, HideTests, CSSHTMLHeaderPreprocessor]

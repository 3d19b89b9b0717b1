"""What is in a gradebook, and in the graded folders, in a form that can be compared."""

import json

from nbgrader.api import Gradebook

MEASURED = ("seconds",)  # differ from run to run


def rows(folder, url=None):
    """Return {(student, notebook, cell): score and comment}, and what is said of each submission."""
    found = {}
    with Gradebook(url or f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        for assignment in gradebook.assignments:
            for submission in assignment.submissions:
                where = (submission.student.id, assignment.name)
                assert where not in found, "entered twice"
                found[where] = (submission.score, submission.timestamp, submission.needs_manual_grade)
                for notebook in submission.notebooks:
                    found[(*where, notebook.name)] = notebook.late_submission_penalty
                    for grade in notebook.grades:
                        key = (*where, notebook.name, "grade", grade.name)
                        assert key not in found, "entered twice"
                        found[key] = (grade.auto_score, grade.manual_score, grade.needs_manual_grade, grade.max_score)
                    for comment in notebook.comments:
                        key = (*where, notebook.name, "comment", comment.name)
                        assert key not in found, "entered twice"
                        found[key] = (comment.auto_comment, comment.manual_comment)
    return found


def differences(stock, ours):
    """Return what the rows of two gradebooks do not have in common: {what: (by the one, by the other)}."""
    return {key: (stock.get(key), ours.get(key)) for key in stock | ours if stock.get(key) != ours.get(key)}


def scores(folder, assignment, url=None):
    """Return {student: score}."""
    return {key[0]: value[0] for key, value in rows(folder, url).items() if len(key) == 2 and key[1] == assignment}


def files(folder):
    """Return {path: bytes} of all files below a folder but the locks."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def graded_files(folder):
    """Return {path: content} of a course's graded folders, without what is measured."""
    found = files(folder / "autograded")
    return {name: _lasting(json.loads(text)) if name.endswith("grading.json") else text for name, text in found.items()}


def _lasting(record):
    if isinstance(record, dict):
        return {key: _lasting(value) for key, value in record.items() if key not in MEASURED}
    return [_lasting(one) for one in record] if isinstance(record, list) else record

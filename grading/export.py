"""Exports marks in the form that Canvas and Moodle import, as plugins for `nbgrader export`.

    nbgrader export --exporter=grading.export.CanvasExport --to canvas.csv
    nbgrader export --exporter=grading.export.MoodleExport --to moodle.csv

`--assignment` and `--student` choose as in nbgrader's own export. A mark is the score without what late work costs.
Who handed in nothing gets no mark, not 0: that is for the course's rules in the LMS to say.
"""

import csv

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Dict, Enum


class _LMSExport(ExportPlugin):
    """What both have in common: who and what is exported, and the file."""

    default_file = ""
    headings = Dict(help="{assignment: heading of its column in the LMS}, where it is not the assignment's name").tag(
        config=True
    )

    def export(self, gradebook):
        chosen, wanted = set(map(str, self.assignment)), set(map(str, self.student))
        assignments = sorted(
            (one for one in gradebook.assignments if not chosen or one.name in chosen), key=lambda one: one.name
        )
        students = sorted((one for one in gradebook.students if not wanted or one.id in wanted), key=lambda one: one.id)
        unknown = sorted(chosen - {one.name for one in assignments}) + sorted(wanted - {one.id for one in students})
        if unknown:
            self.log.warning("The gradebook does not know: %s", ", ".join(unknown))
        to = self.to or self.default_file
        with open(to, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(self.rows(gradebook, assignments, students))
        self.log.info("Exported %d students and %d assignments to %s", len(students), len(assignments), to)

    def rows(self, gradebook, assignments, students):
        raise NotImplementedError

    def marks(self, gradebook, assignments, student):
        """Return the student's mark in each assignment, None where nothing was handed in."""
        marks = []
        for assignment in assignments:
            try:
                submission = gradebook.find_submission(assignment.name, student.id)
            except MissingEntry:
                marks.append(None)
                continue
            marks.append(max(0.0, submission.score - (submission.late_submission_penalty or 0.0)))
            if submission.needs_manual_grade:
                self.log.warning("%s of %s still waits for a person: the mark may change", assignment.name, student.id)
        return marks

    def heading(self, assignment):
        return self.headings.get(assignment.name, assignment.name)


class CanvasExport(_LMSExport):
    """The CSV file that Canvas' gradebook imports.

    Its form is that of Canvas' own importer, lib/gradebook_importer.rb in github.com/instructure/canvas-lms, and of the
    instructor guide "How do I import grades in the Gradebook?": the columns Student, ID, SIS User ID, SIS Login ID and
    Section come first, then a column for each assignment; the second row has "Points Possible" in its first cell.
    Canvas looks for a student by ID, then SIS User ID, then SIS Login ID, then name. A column is an assignment that
    exists if the heading is its title, or its title and id: "Detach (4711)"; otherwise Canvas offers to create it.
    Scores are compared to two decimals. An empty cell means no score.
    """

    default_file = "canvas.csv"
    lms_user_id = Enum(
        ["ID", "SIS User ID"],
        default_value="ID",
        help="the column that the students' lms_user_id of nbgrader's database stands in: ID is Canvas' own number",
    ).tag(config=True)

    def rows(self, gradebook, assignments, students):
        people = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
        yield [*people, *map(self.heading, assignments)]
        yield ["    Points Possible", "", "", "", "", *(number(one.max_score) for one in assignments)]
        for student in students:
            names = [name for name in (student.last_name, student.first_name) if name]
            known = {"Student": ", ".join(names) or student.id, "SIS Login ID": student.id}
            known[self.lms_user_id] = student.lms_user_id or ""
            marks = self.marks(gradebook, assignments, student)
            yield [*(known.get(column, "") for column in people), *map(number, marks)]


class MoodleExport(_LMSExport):
    """A CSV file for Moodle's grade import (Grades > Import > CSV file).

    docs.moodle.org/en/Grade_import, and grade/import/csv/classes/load_data.php in github.com/moodle/moodle: one column
    says who it is, by username, ID number or email address ("Map from"/"Map to"), and each other column is mapped to a
    grade item, or makes a new one. "-" means no grade. Moodle reads a row whose identifier is empty as one more row of
    the student before it, so students without one are left out, with a warning. A row for somebody whom Moodle does
    not know stops the whole import; so does a grade above 100, unless the site allows it.
    """

    default_file = "moodle.csv"
    identifier = Enum(
        ["Username", "ID number", "Email address"],
        default_value="Username",
        help="by what Moodle finds a student: the student's id in nbgrader, its lms_user_id, or its email",
    ).tag(config=True)
    percent = Bool(False, help="percentages in place of points: grade items that the import makes go to 100").tag(
        config=True
    )

    def rows(self, gradebook, assignments, students):
        yield [self.identifier, "First name", "Last name", *map(self.heading, assignments)]
        for student in students:
            who = {"Username": student.id, "ID number": student.lms_user_id, "Email address": student.email}
            identifier = (who[self.identifier] or "").strip()
            if not identifier:
                self.log.warning("%s has no %s in the gradebook, and is left out", student.id, self.identifier)
                continue
            marks = self.marks(gradebook, assignments, student)
            if self.percent:
                highest = [one.max_score for one in assignments]
                marks = [
                    100 * mark / top if mark is not None and top else mark
                    for mark, top in zip(marks, highest, strict=True)
                ]
            cells = ["-" if mark is None else number(mark) for mark in marks]
            yield [identifier, student.first_name or "", student.last_name or "", *cells]


def number(value):
    """Return a score as text: no more than two decimals, with a point, and nothing for None."""
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")

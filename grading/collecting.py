"""Tells `nbgrader zip_collect` whose work a downloaded file is, by the names that people and LMSs give to files.

    STUDENT_NOTEBOOK.ipynb, STUDENT/NOTEBOOK.ipynb                                        by hand
    STUDENT_12_345_FILE, STUDENT_LATE_12_345_FILE                                         Canvas
    STUDENT_12_assignsubmission_file/FILE, with _ at the end, or in place of the slash    Moodle

What an LMS names is collected whatever the file is called: the grader finds a renamed notebook by its cells, and a
student who handed in something else gets told so. The first number in Canvas' names is that of the student, by which
its gradebook finds whose marks it imports: it goes into nbgrader's gradebook, for the export.
"""

import re
import shutil
from functools import partial
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from grading.unpacking import unpack_all

CANVAS = re.compile(r"(?P<student>.+?)(?:_late)?_(?P<number>\d+)_\d+_(?P<file>.+)", re.IGNORECASE)
MOODLE = re.compile(r"(?P<student>.+)_\d+_assignsubmission_file(?:_(?P<file>.+)|_?)")
COPY = re.compile(r"(?:[-_ ]?copy ?\d*|-\d+| ?\(\d+\))+$", re.IGNORECASE)  # what browsers, JupyterLab and LMSs add


class Extractor(ExtractorPlugin):
    """A plugin for `c.ZipCollectApp.extractor_plugin`: unpacks archives, also those that students handed in.

    nbgrader's own stops for all at the first that is damaged, or is data, such as digits.csv.gz. Here it stays packed,
    and so does what would fill the disk.
    """

    def extract(self, archive_path, extracted_path):
        """Copy a folder, and put in place of each archive in it a folder with what it holds."""
        shutil.copytree(archive_path, extracted_path, dirs_exist_ok=True)
        unpack_all(extracted_path, partial(self.log.warning, "%s could not be unpacked: %s"))


class Collector(FileNameCollectorPlugin):
    """A plugin for `c.ZipCollectApp.collector_plugin`. With a named_regexp, that decides, as in nbgrader."""

    def __init__(self, **options):
        super().__init__(**options)
        self._collected, self._noted = set(), set()

    def collect(self, submitted_file):
        """Return {"student_id": ..., "file_id": ...}, or None for a file that is nobody's."""
        if self.named_regexp:
            return super().collect(submitted_file)
        path = Path(submitted_file)
        student, name = self._by_lms(path) or self._by_hand(path) or (None, None)
        if student is None or not student.strip(". ") or path.name.startswith(".") or "__MACOSX" in path.parts:
            return None
        return {"student_id": student, "file_id": self._unused(student, self._plain(name), name)}

    def _by_lms(self, path):
        """Return (student, file name). The LMS's name may be that of a folder, or of a zip file that was handed in."""
        for part in reversed(path.parts):
            found = MOODLE.fullmatch(part) or CANVAS.fullmatch(part)
            if found:
                if found.re is CANVAS:
                    self._note(found["student"], found["number"])
                return found["student"], found["file"] if part == path.name else path.name
        return None

    def _note(self, student, number):
        """Enter Canvas' number of a student into the gradebook, unless another is there already."""
        if student in self._noted:
            return
        self._noted.add(student)
        course = self.parent.coursedir
        with Gradebook(course.db_url, course.course_id) as gradebook:
            try:
                known = gradebook.find_student(student).lms_user_id
            except MissingEntry:
                known = None
            if not known:
                gradebook.update_or_create_student(student, lms_user_id=number)

    def _by_hand(self, path):
        if path.suffix != ".ipynb":
            return None
        for name in sorted(self._notebooks(), key=len, reverse=True):
            plain = COPY.sub("", path.stem) if path.stem != name else name
            if plain == name:
                return path.parent.name, path.name
            if plain.endswith(f"_{name}"):
                return plain.removesuffix(f"_{name}"), f"{name}.ipynb"
        return None

    def _notebooks(self):
        """Return the names of the assignment's notebooks."""
        course = self.parent.coursedir
        folder = Path(course.format_path(course.source_directory, ".", course.assignment_id))
        return [path.stem for path in folder.glob("*.ipynb")]

    def _plain(self, name):
        """Return the name without what marks a copy, if then it is that of a notebook."""
        path = Path(name)
        plain = COPY.sub("", path.stem)
        return f"{plain}.ipynb" if path.suffix == ".ipynb" and plain in self._notebooks() else name

    def _unused(self, student, plain, name):
        """Return the first of the names that the student has no file of yet: nbgrader would stop at two."""
        stem, suffix = Path(name).stem, Path(name).suffix
        names = [plain, name, *(f"{stem} ({k}){suffix}" for k in range(2, len(self._collected) + 3))]
        unused = next(one for one in names if (student, one) not in self._collected)
        if unused != plain:
            self.log.warning("%s handed in %s more than once: one is kept as %s, look at both", student, plain, unused)
        self._collected.add((student, unused))
        return unused

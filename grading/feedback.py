"""Makes the feedback page say what went wrong without showing the hidden tests."""

import re

from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List, Unicode

ANSI = re.compile(r"\x1b\[[0-9;]*m")
TIMEOUTS = ("CellTimeoutError", "KeyboardInterrupt")


class HideTests(NbGraderPreprocessor):
    """Removes hidden tests from the page, and from error messages all but the message and the student's own lines."""

    # nbgrader sets this option for every preprocessor of the page; unknown, it would warn.
    display_data_priority = List(help="which form of an output the page shows").tag(config=True)
    begin = Unicode("### BEGIN HIDDEN TESTS", help="the line that a hidden part of a test begins with").tag(config=True)
    end = Unicode("### END HIDDEN TESTS", help="the line that it ends with").tag(config=True)

    def preprocess(self, notebook, resources):
        cells = [cell for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("locked")]
        self._own = {str(cell.get("execution_count")) for cell in cells}  # what the student could write in
        return super().preprocess(notebook, resources)

    def preprocess_cell(self, cell, resources, index):
        grading = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and grading.get("grade") and not grading.get("solution"):
            hidden = re.compile(
                f"^{re.escape(self.begin)}.*?(^{re.escape(self.end)}$\n?|\\Z)", re.MULTILINE | re.DOTALL
            )
            cell.source = hidden.sub("# (more tests were run here)\n", cell.source).rstrip()
            for output in cell.outputs:
                if output.output_type == "error":
                    output.traceback = self._shortened(output)
            # nbgrader reports a timeout twice, by the kernel's word and by its own
            cell.outputs = [output for k, output in enumerate(cell.outputs) if output not in cell.outputs[:k]]
        return cell, resources

    def _shortened(self, output):
        """Return the message, and the frames of the student's own code: other cells may hold parts of hidden tests."""
        if output.ename in TIMEOUTS:
            output.ename, output.evalue = "Timeout", ""
            return ["The cell did not end within the time limit. Is there a loop that never stops?"]
        cells = [(frame, re.match(r"Cell In\s*\[(\d+)\]", ANSI.sub("", frame))) for frame in output.traceback]
        own = [frame for frame, found in cells if found and found[1] in self._own]
        return [*own, f"{output.ename}: {output.evalue}"]

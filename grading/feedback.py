"""The feedback page: it says what went wrong, shows no hidden test, and is safe to open.

    SafeOutputs        what students' runs have put out, made harmless and cut to a size that a browser can show
    HideTests          nothing that the release hides; of a test's error only the message and the student's own lines
    FeedbackExporter   nbgrader's page without scripts, with links from messages to lessons

`grading.settings` gives them to nbgrader.
"""

import html
import re
from pathlib import Path

from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, NbGraderPreprocessor
from nbgrader.server_extensions.formgrader import handlers
from traitlets import Integer, List, Unicode
from traitlets.config import Config

from . import handing_back, lessons, sanitizing

ANSI = re.compile(r"\x1b\[[0-9;]*m")
TIMEOUTS = ("CellTimeoutError", "KeyboardInterrupt")
HIDDEN_LINE = "(a line of a test was left out here)"
# a picture rather than HTML around it: minigrad gives both
FORMS = ["image/svg+xml", "image/png", "image/jpeg", "text/html", "text/markdown", "text/latex", "text/plain"]


class SafeOutputs(Preprocessor):
    """Takes out what could act on the reader, and cuts what is too long, with a note where something is missing.

    For the feedback page, and for the pages of the formgrader, which would run students' scripts with the rights of
    the instructor.
    """

    text_limit = Integer(20_000, help="most characters of a text output, and of a cell's source").tag(config=True)
    rich_limit = Integer(1_000_000, help="most characters of a picture or a piece of HTML").tag(config=True)
    page_limit = Integer(4_000_000, help="most characters of all outputs and added cells").tag(config=True)
    outputs_limit = Integer(100, help="most outputs of a cell").tag(config=True)
    frames_limit = Integer(30, help="most calls of a traceback").tag(config=True)
    cells_limit = Integer(200, help="most cells that are not part of the assignment").tag(config=True)

    def preprocess(self, notebook, resources):
        self._left, extra, cells = self.page_limit, 0, []
        notebook.metadata = NotebookNode(language_info=NotebookNode(name="python"))  # no widgets' state, no lexers
        for cell in notebook.cells:
            grading = cell.metadata.get("nbgrader")
            # the page's template writes ids as they are
            if not isinstance(grading, dict) or not re.fullmatch(r"[\w.-]+", str(grading.get("grade_id"))):
                grading = NotebookNode()
            extra += not grading
            if not grading and extra > self.cells_limit:
                continue
            cell.metadata = NotebookNode(nbgrader=grading) if grading else NotebookNode()
            if not grading.get("locked"):
                cell.source = self._counted(self._cut(cell.source))
            if cell.cell_type == "raw":  # would reach the page as HTML
                source = "\n".join("    " + line for line in cell.source.split("\n"))
                cell = new_markdown_cell(source, metadata=cell.metadata)
            elif cell.cell_type == "code":
                cell.outputs = self._outputs(cell.outputs, verdict=grading.get("locked") and grading.get("grade"))
            cells.append(cell)
        if extra > self.cells_limit:
            cells.append(new_markdown_cell(f"({extra - self.cells_limit} more cells of your own are not shown here.)"))
        notebook.cells = cells
        return notebook, resources

    def _outputs(self, outputs, verdict):
        kept = [self._safe(output, verdict) for output in outputs[: self.outputs_limit]]
        rest = outputs[self.outputs_limit :]
        if rest:
            kept.append(_note(f"{len(rest)} more outputs were left out here"))
            if verdict:  # what the test said comes last
                kept += [self._safe(output, verdict) for output in rest if output.output_type == "error"][-1:]
        return kept

    def _safe(self, output, verdict):
        if output.output_type == "stream":
            output.text = self._counted(self._cut(_text(output.text)))
        elif output.output_type == "error":
            output.ename, output.evalue = self._cut(str(output.ename)), self._cut(str(output.evalue))
            frames = [self._cut(str(frame)) for frame in output.traceback]
            if len(frames) > self.frames_limit:
                half = self.frames_limit // 2
                frames = [*frames[:half], f"... ({len(frames) - 2 * half} more calls) ...", *frames[-half:]]
            output.traceback = frames if verdict else [self._counted(frame) for frame in frames]
        else:
            return self._shown(output)
        return output

    def _shown(self, output):
        """Return the output with the first of its forms that can be shown."""
        missing = ""
        for kind in FORMS:
            text = _text(output.data.get(kind))
            if not text:
                continue
            if kind in ("text/plain", "text/latex"):
                kind, safe = "text/plain", missing + self._counted(self._cut(text))
            elif _cost(text) > min(self.rich_limit, self._left):
                missing, safe = "(a picture or a table was left out here: it is too long for this page)\n", None
            else:
                self._left -= _cost(text)
                kind, safe = self._cleaned(kind, text)
            if safe:
                output.data, output.metadata = NotebookNode({kind: safe}), NotebookNode()
                return output
        return _note(f"an output of type {', '.join(sorted(output.data))[:200]} is not shown here")

    @staticmethod
    def _cleaned(kind, text):
        if kind in ("image/png", "image/jpeg"):
            return kind, text if re.fullmatch(r"[A-Za-z0-9+/=\s]+", text) else None
        clean = {
            "image/svg+xml": sanitizing.as_image,
            "text/html": sanitizing.clean_html,
            "text/markdown": sanitizing.clean_markdown,
        }
        return "text/html", clean[kind](text)

    def _cut(self, text):
        if len(text) <= self.text_limit:
            return text
        half = self.text_limit // 2
        return f"{text[:half]}\n... ({len(text) - 2 * half:,} characters were left out here) ...\n{text[-half:]}"

    def _counted(self, text):
        cost = _cost(text)
        if cost > self._left:
            return "(left out: the page would be too long)"
        self._left -= cost
        return text


def _cost(text):
    """Return how much the page is burdened: a tag may cost far more time than its length tells."""
    return len(text) + 300 * text.count("<")


def _text(value):
    return "".join(map(str, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


def _note(words):
    return new_output("stream", name="stdout", text=f"({words})\n")


class HideTests(NbGraderPreprocessor):
    """Removes what the release hides, and from error messages all but the message and the student's own lines."""

    # nbgrader sets this option for every preprocessor of the page; unknown, it would warn.
    display_data_priority = List(help="which form of an output the page shows").tag(config=True)

    def __init__(self, **options):
        super().__init__(**options)
        # with the course's settings of these two alone: they would warn of what is set for steps that make pages
        steps = (ClearHiddenTests, ClearMarkScheme)
        tests, scheme = (step(config=Config({step.__name__: self.config[step.__name__]})) for step in steps)
        self._marks = [
            (tests.begin_test_delimeter, tests.end_test_delimeter, "# (more tests were run here)"),
            (scheme.begin_mark_scheme_delimeter, scheme.end_mark_scheme_delimeter, None),
        ]

    def preprocess(self, notebook, resources):
        cells = [cell for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("locked")]
        self._own = {str(cell.get("execution_count")) for cell in cells}  # what the student could write in
        hidden = self._hide(notebook)
        notebook, resources = super().preprocess(notebook, resources)
        for cell in notebook.cells:
            for output in cell.get("outputs", ()):
                _leave_out(hidden, output)
        return notebook, resources

    def preprocess_cell(self, cell, resources, index):
        if _is_test(cell):
            for output in cell.outputs:
                if output.output_type == "error":
                    output.traceback = self._shortened(output)
            # nbgrader reports a timeout twice, by the kernel's word and by its own
            cell.outputs = [output for k, output in enumerate(cell.outputs) if output not in cell.outputs[:k]]
        return cell, resources

    def _hide(self, notebook):
        """Cut out of the instructor's cells what the release hides; return it in all forms that an output could have.

        Code of students may have found it: in the history of IPython, or through a traceback.
        """
        hidden = []
        for cell in notebook.cells:
            if _is_locked(cell):
                for begin, end, note in self._marks:
                    cell.source, lines = _parted(cell.source, begin, end, note)
                    hidden += lines
        shown = {line.strip() for cell in notebook.cells for line in cell.source.split("\n")}
        lines = {line.strip() for line in hidden if len(line.strip()) > 20} - shown  # shorter ones are said anywhere
        return sorted({form for line in lines for form in (line, repr(line)[1:-1], html.escape(line))}, key=len)[::-1]

    def _shortened(self, output):
        """Return the message, and the frames of the student's own code: other cells may hold parts of hidden tests."""
        if output.ename in TIMEOUTS and not output.evalue.startswith("Not run: "):  # the reason stays
            output.ename, output.evalue = "Timeout", ""
            return ["The cell did not end within the time limit. Is there a loop that never stops?"]
        cells = [(frame, re.match(r"Cell In\s*\[(\d+)\]", ANSI.sub("", frame))) for frame in output.traceback]
        own = [frame for frame, found in cells if found and found[1] in self._own]
        return [*own, f"{output.ename}: {output.evalue}"]


def _is_locked(cell):
    """Return whether a cell is the instructor's: grading has put it in the place of whatever was handed in."""
    grading = cell.metadata.get("nbgrader", {})
    return bool(grading.get("locked") or grading.get("task")) or _is_test(cell)


def _parted(source, begin, end, note):
    """Return the source with a note in place of each hidden part, and the lines of those parts.

    A part is what nbgrader takes for one: from a line that holds one word to a line that holds another. One that does
    not end, which nbgrader would not release, is hidden to the end.
    """
    kept, hidden, inside = [], [], False
    for line in source.split("\n"):
        marked = begin in line or end in line
        if begin in line and not inside and note:
            kept.append(note)
        (hidden if inside or marked else kept).append(line)
        inside = begin in line or (inside and not marked)
    return ("\n".join(kept).rstrip() if hidden else source), hidden


def _is_test(cell):
    grading = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and bool(grading.get("grade")) and not grading.get("solution")


def _leave_out(hidden, output):
    """Replace the hidden lines in an output."""

    def without(text):
        plain = ANSI.sub("", text)  # colours would stand between the words
        found = [line for line in hidden if line in plain]
        for line in found:
            plain = plain.replace(line, HIDDEN_LINE)
        return plain if found else text

    if output.output_type == "stream":
        output.text = without(output.text)
    elif output.output_type == "error":
        output.traceback = [without(frame) for frame in output.traceback]
    else:
        for kind, text in output.data.items():
            if kind == "text/plain":
                output.data[kind] = without(text)
            elif kind == "text/html":
                words = BeautifulSoup(f"<div>{text}</div>", "html.parser").get_text()  # tags would stand between
                output.data[kind] = text if without(words) == words else html.escape(HIDDEN_LINE)


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback page without any script, with links from messages to the sections of lessons."""

    lessons_address = Unicode(
        "http://localhost:8888/lab/workspaces/lessons/tree/course",
        help="Where links to lessons lead. As it is: to JupyterLab as start.py starts it on the student's computer. "
        "A JupyterHub has https://HUB/hub/user-redirect/lab/workspaces/lessons/tree/course; pages of the lessons have "
        "headings to go to.",
    ).tag(config=True)
    _own = None  # the lesson that the notebook belongs to
    template_file = Unicode("page.html.j2").tag(config=True, affects_template=True)

    def __init__(self, config=None, **options):
        super().__init__(config=config, **options)
        if isinstance(self.parent, GenerateFeedback):
            handing_back.find_all(self.parent)

    def from_notebook_node(self, nb, resources=None, **options):
        self._own = lessons.of_exercise(nb)
        page, resources = super().from_notebook_node(nb, resources, **options)
        if isinstance(self.parent, GenerateFeedback):
            about = resources["nbgrader"]
            handing_back.keep_pages(self.parent.coursedir, about["student"], about["assignment"])
        return page, resources

    @property
    def default_config(self):
        # nbgrader sets the template of HTMLExporter; what is set for this class comes before that
        config = Config()
        theirs = Path(handlers.template_path)
        config.FeedbackExporter.template_name = "safe_feedback"
        config.FeedbackExporter.extra_template_basedirs = [str(Path(__file__).parent / "templates"), str(theirs)]
        config.FeedbackExporter.exclude_anchor_links = True
        merged = super().default_config.copy()
        merged.merge(config)
        return merged

    def default_filters(self):
        yield from super().default_filters()
        yield "markdown2html", sanitizing.markdown2html
        yield "link_lessons", self._link_lessons

    def _link_lessons(self, text):
        return lessons.linked(text, self.lessons_address, self._own)

"""The tracebacks of failing cells, as IPython shows them, without making the same things anew for each of them."""

import contextlib

import stack_data
from IPython.core.ultratb import AutoFormattedTB

from grading.worker.colours import coloured

_LINES = "_pygmented_scope_lines"  # where stack_data keeps the coloured lines of the function of a frame


class Tracebacks(AutoFormattedTB):
    """IPython's own, which keeps the formatter, and of functions that it has practised with the coloured lines.

    It uses what IPython and stack_data may change any day: `shell.practise` does without where that has happened.
    """

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        self._formatters, self._coloured, self._bare = {}, {}, False
        self.tokens = {}  # of sources of which they are known
        self.practised = None  # the frames of the last traceback, while it practises

    @property
    def has_colors(self):
        """Return whether lines are coloured: IPython makes a formatter then."""
        return not self._bare and super().has_colors

    def get_records(self, etb, context, tb_offset):
        """Return the frames to show, as IPython does."""
        formatter = self._formatters.get(self._theme_name)
        self._bare = formatter is not None
        try:
            records = super().get_records(etb, context, tb_offset)
        finally:
            self._bare = False
        frames = [one._sd for one in records if isinstance(one._sd, stack_data.FrameInfo)]
        for frame in frames:
            if formatter is None:
                self._formatters[self._theme_name] = frame.options.pygments_formatter
            else:
                frame.options.pygments_formatter = formatter
            lines = self._lines_of(frame) if frame.options.pygments_formatter else None
            if lines is not None:
                vars(frame)[_LINES] = lines
        if self.practised is not None:
            self.practised = frames
        return records

    def _lines_of(self, frame):
        """Return what stack_data would make of the function of a frame, which looks for the lexer anew each time."""
        lines = self._coloured.get(frame.source, {}).get(self._key(frame))
        if lines is not None or frame.scope is None:
            return lines
        text, scope, node = frame.source.asttext(), frame.scope, frame.executing.node
        place = None
        if node and getattr(frame.options.pygments_formatter.style, "for_executing_node", False):
            first = text.get_text_range(scope)[0]
            place = [at - first for at in text.get_text_range(node)]
        code = text.get_text(scope)
        try:
            lines = coloured(code, self.tokens.get(code), place, frame.options.pygments_formatter)
        except Exception:  # stack_data shows the lines without colours then
            return None
        return frame.source.line_range(scope)[0], lines

    def _key(self, frame):
        return self._theme_name, frame.scope, frame.executing.node

    @contextlib.contextmanager
    def practising(self):
        """Within the context, `keep` can be called after a traceback."""
        self.practised = []
        try:
            yield
        finally:
            self.practised = None

    def keep(self):
        """Keep the coloured lines of the last traceback."""
        for frame in self.practised:
            if _LINES in vars(frame):
                self._coloured.setdefault(frame.source, {})[self._key(frame)] = vars(frame)[_LINES]

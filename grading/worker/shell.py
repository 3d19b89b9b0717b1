"""An IPython shell that collects outputs as a kernel's front end would store them in the notebook."""

import ast
import base64
import builtins
import inspect
import io
import json
import linecache
import os
import re
import subprocess
import sys
import tempfile
import zlib

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grading.worker.colours import tokens_of
from grading.worker.hiding import alone
from grading.worker.tracebacks import Tracebacks

MOST_OF_A_LINE, MOST_LINES = 20_000, 100  # of a traceback
# In a process that has shown no exception yet, IPython and Pygments first make their tables.
PRACTICE = """\
def practice(values):
    # fails
    return {f"{value}": value / 0 for value in values if value is not None}

display([1, "text"])
"""
FAILING = "assert practice([1, None]) == 25.0\nassert 1"
# What a failing test's traceback mostly leads through: to read NumPy's file takes as long as several tests.
SHOWN = """\
import numpy.testing as testing
testing.assert_allclose([1.0], [2.0])
testing.assert_allclose([1.0, 2.0], [2.0, 3.0, 4.0])
testing.assert_equal(1, 2)
"""
_PROMPT = re.compile(r"^\s*In ?\[", re.MULTILINE)  # which IPython takes away
CUT = "\n[The output is cut here: it was longer than {limit} characters.]\n"


class Outputs:
    """The outputs of one cell, up to a limit."""

    def __init__(self, limit):
        self.limit = limit
        self.clear()

    def clear(self, wait=False):
        """Forget all outputs: at once, or when the next one comes."""
        if wait:
            self._waiting = True
            return
        self.list, self._left, self._waiting, self._cut = [], self.limit, False, False

    def stream(self, name, text):
        if self._waiting:
            self.clear()
        if self._cut or not text:
            return
        last = self.list[-1] if self.list else {}
        if last.get("name") != name:
            last = {"output_type": "stream", "name": name, "text": []}
            self.list.append(last)
        last["text"].append(text[: self._left])
        self._spend(len(text))

    def add(self, output, size):
        if self._waiting:
            self.clear()
        if output["output_type"] == "error":  # without it, nobody would know that the cell failed
            self.list.append(output)
            return
        if not self._cut:
            if size <= self._left:
                self.list.append(output)
            self._spend(size)

    def update(self, display_id, data, metadata):
        for output in self.list:
            if output.get("display_id") == display_id:
                output["data"], output["metadata"] = data, metadata

    def _spend(self, size):
        self._left -= size
        if self._left < 0:
            self._cut = True
            self.list.append({"output_type": "stream", "name": "stderr", "text": [CUT.format(limit=self.limit)]})

    def taken(self):
        """Return the outputs as nbformat has them."""
        taken = []
        for output in self.list:
            output = {key: value for key, value in output.items() if key != "display_id"}
            if output["output_type"] == "stream":
                output["text"] = "".join(output["text"])
            for key in ("data", "metadata"):
                if key in output:
                    output[key] = sendable(output[key])
            taken.append(output)
        return taken


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of a cell."""

    encoding, errors = "UTF-8", None

    def __init__(self, name, outputs):
        super().__init__()
        self.name, self._outputs = name, outputs

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._outputs.stream(self.name, text)
        return len(text)

    def writable(self):
        return True


def sized(data):
    """Return what an output needs in bytes, about."""
    return sum(len(value) if isinstance(value, str | bytes) else len(repr(value)) for value in data.values())


def sendable(data):
    """Return what a kernel would send: bytes, such as those of pictures, in base64, and nothing that is no JSON."""
    found = {}
    for key, value in data.items():
        if isinstance(value, bytes):
            value = base64.b64encode(value).decode()
        elif type(value) is not str:
            try:
                json.dumps({key: value})
            except (TypeError, ValueError, RecursionError):
                continue
        found[key] = value
    return found


class CollectingHook(DisplayHook):
    """Stores the value of a cell's last line."""

    def start_displayhook(self):
        self._data, self._metadata = {}, {}

    def write_output_prompt(self):
        """A notebook shows the number elsewhere."""

    def write_format_data(self, format_dict, md_dict=None):
        self._data, self._metadata = format_dict, md_dict or {}

    def finish_displayhook(self):
        if self._data:
            output = {"output_type": "execute_result", "execution_count": self.prompt_count}
            output |= {"data": self._data, "metadata": self._metadata}
            self.shell.outputs.add(output, sized(self._data))


class CollectingPublisher(DisplayPublisher):
    """Stores what is displayed."""

    def publish(self, data, metadata=None, source=None, *, transient=None, update=False, **kwargs):
        display_id = (transient or {}).get("display_id")
        if update:
            self.shell.outputs.update(display_id, data, metadata or {})
        else:
            output = {"output_type": "display_data", "data": data, "metadata": metadata or {}}
            self.shell.outputs.add(output | {"display_id": display_id}, sized(data))

    def clear_output(self, wait=False):
        self.shell.outputs.clear(wait)


class Compiler(CachingCompiler):
    """Names the files of cells in messages as a kernel does, but asks no environment variable for the name."""

    def get_code_name(self, raw_code, code, number):
        name = f"/tmp/ipykernel_1/{zlib.crc32(raw_code.encode(errors='replace'))}.py"
        inspect.modulesbyfile[name] = "__main__"  # else every look at its source goes through all modules
        return name


class Shell(InteractiveShell):
    """The shell that a notebook's cells run in."""

    displayhook_class = CollectingHook
    display_pub_class = CollectingPublisher
    compiler_class = Compiler
    outputs = Outputs(100_000)
    quiet = False  # exceptions are not shown: nobody reads the outputs

    def init_traceback_handlers(self, custom_exceptions):
        super().init_traceback_handlers(custom_exceptions)
        self.plain_tracebacks = theirs = self.InteractiveTB
        self.InteractiveTB = Tracebacks(mode=self.xmode, theme_name=self.colors, tb_offset=theirs.tb_offset)

    def showtraceback(self, *arguments, **keywords):
        if not self.quiet:
            super().showtraceback(*arguments, **keywords)

    def _showtraceback(self, etype, evalue, stb):
        most = MOST_OF_A_LINE
        lines = [line if len(line) < most else f"{line[:most]} ..." for line in stb]
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES // 2], "...", *lines[-MOST_LINES // 2 :]]
        error = {"ename": str(etype.__name__), "evalue": str(evalue)[:most], "traceback": lines}
        self.outputs.add({"output_type": "error"} | error, 0)

    def system_piped(self, cmd):
        """Run a command of the system's shell and show what it prints. IPython's own way needs a terminal."""
        if cmd.rstrip().endswith("&"):
            raise OSError("Background processes not supported.")  # as in a kernel
        cmd = self.var_expand(cmd, depth=1)
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        with subprocess.Popen(cmd, shell=True, text=True, errors="replace", **options) as process:
            try:
                while text := process.stdout.read(1 << 13):
                    sys.stdout.write(text)
            except BaseException:  # such as the interrupt of the time limit
                process.kill()
                raise
        self.user_ns["_exit_code"] = process.returncode

    system = system_piped

    def ask_exit(self):
        """There is no kernel to end: the next cells run."""

    def begin(self, limit):
        """Collect the outputs from here on."""
        self.outputs = Outputs(limit)
        sys.stdout, sys.stderr = Stream("stdout", self.outputs), Stream("stderr", self.outputs)

    def show(self, error, trace, source, name, count, words=()):
        """Put the exception of code that was compiled as the file `name` into the outputs, as a kernel shows it.

        words: of the source, from `colours`, if they are known.
        """
        self.InteractiveTB.tokens = {source: tokens_of(words)} if words else {}
        self.compile._filename_map[name] = count
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        inspect.modulesbyfile[os.path.abspath(name)] = "__main__"
        lines = self.InteractiveTB.structured_traceback(type(error), error, trace, tb_offset=0)
        self._showtraceback(type(error), error, lines)

    def run(self, source, limit, quiet=False, shows=True):
        """Run a cell as a kernel does and return its outputs. quiet: without those of an exception.

        shows: False if the last line of a quiet cell is known to be no expression.
        """
        self.begin(limit)
        self.quiet = quiet
        try:
            if quiet and self._is_as_it_was():
                self.last_execution_succeeded = self._run_plain(source, shows)
            else:
                self.run_cell(source, store_history=not quiet)
        except RecursionError as error:  # the source is nested too deep to be compiled, which IPython does not expect
            self.last_execution_succeeded = False
            self._showtraceback(RecursionError, error, [f"RecursionError: {error}"])
        return self.outputs.taken()

    def know(self):
        """Remember that nothing has been hooked in yet."""
        self._hooked = self._all_hooked()

    def _all_hooked(self):
        manager = self.input_transformer_manager
        transformers = (manager.cleanup_transforms, manager.line_transforms, manager.token_transformers)
        own = (*transformers, self.input_transformers_post, self.ast_transformers, self.custom_exceptions)
        return [*map(list, own), *map(list, self.events.callbacks.values())]

    def _is_as_it_was(self):
        """Return whether no code of a student's is called before a cell, after it, or for its source or exception."""
        return self._all_hooked() == self._hooked

    def _run_plain(self, source, shows):
        """Run a cell that is plain Python, as IPython does where nobody sees it; return whether it has succeeded."""
        self.events.trigger("pre_execute")
        try:
            name = self.compile.cache(source, self.execution_count, raw_code=source)
            if not shows:  # a tree of objects of Python's takes longer
                exec(self.compile(source + "\n", name, "exec"), self.user_global_ns, self.user_ns)
                return True
            tree = self.compile.ast_parse(source, name)
            shown = [tree.body.pop()] if isinstance(tree.body[-1], ast.Expr) else []
            exec(self.compile(tree, name, "exec"), self.user_global_ns, self.user_ns)
            if shown:
                with self.display_trap:
                    exec(self.compile(ast.Interactive(shown), name, "single"), self.user_global_ns, self.user_ns)
        except BaseException:  # whatever a student's function raises
            return False
        finally:
            self.events.trigger("post_execute")
        return True

    def transform_cell(self, raw_cell):
        """Return the source as plain Python: at once if it is that already, which IPython finds by longer ways."""
        if self._is_as_it_was() and _is_plain(raw_cell):
            return raw_cell if raw_cell.endswith("\n") else f"{raw_cell}\n"
        return super().transform_cell(raw_cell)


def _is_plain(source):
    """Return whether IPython would leave a cell as it is. A single line may be a magic without its %."""
    if "\n" not in source.strip() or source[0].isspace() or _PROMPT.search(source):
        return False
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def refusing():
    """Return what stands in for input(): nobody is there to answer."""
    error = StdinNotImplementedError

    def input(prompt=""):
        raise error("raw_input was called, but this frontend does not support input requests.")

    return alone(input)


def new_shell():
    """Return the shell of this process, without history or anything else on the disk."""
    config = Config()
    config.HistoryManager.enabled = False
    with tempfile.TemporaryDirectory() as folder:  # where IPython makes folders; not in the home of who grades
        shell = Shell.instance(config=config, ipython_dir=folder)
    tempfile.tempdir = None  # each notebook has one of its own
    shell.builtin_trap.__enter__()  # for good
    builtins.input = refusing()
    shell.know()
    practise(shell)
    return shell


def practise(shell):
    """Run cells, one of which fails, and forget them: processes that are forked later are quick at it then."""
    streams = sys.stdout, sys.stderr
    for source in (PRACTICE, FAILING):
        shell.run(source, 10_000)
    name = "<practice>"
    first, *others = SHOWN.splitlines(keepends=True)
    sources = [FAILING, *(first + line for line in others)]
    try:
        with shell.InteractiveTB.practising():
            for error, source in _failures(sources, name, shell):
                shell.show(error, error.__traceback__.tb_next, source, name, 1)
                shell.InteractiveTB.keep()
        right = all(_is_right(shell, error) for error, _ in _failures(sources[:2], name, shell))
    except Exception:  # other versions of IPython, stack_data or Pygments: without what is quicker, then
        right = False
    if not right:
        shell.InteractiveTB = shell.plain_tracebacks
    sys.stdout, sys.stderr = streams
    del linecache.cache[name], shell.compile._filename_map[name]
    shell.reset()
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        vars(sys).pop(name, None)


def _failures(sources, name, shell):
    """Run sources that fail; yield (exception, source)."""
    for source in sources:
        try:
            exec(compile(source, name, "exec"), shell.user_ns)
        except (ZeroDivisionError, AssertionError) as error:
            yield error, source


def _is_right(shell, error):
    """Return whether the quicker tracebacks are those of IPython's own, which know nothing of the practice."""
    quick, plain = (
        one.structured_traceback(type(error), error, error.__traceback__.tb_next, tb_offset=0)
        for one in (shell.InteractiveTB, shell.plain_tracebacks)
    )
    return quick == plain

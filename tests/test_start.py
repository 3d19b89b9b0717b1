"""start.py from outside: each test runs a copy of it in a folder of its own, with a stand-in for uv or for pip.

The stand-in prints what the real tools print. No test needs a network, and none touches the repository's own .venv.
"""

import ast
import contextlib
import errno
import importlib.util
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "start.py"
LESSON = "course/01_requires_grad.ipynb"
WINDOWS = os.name == "nt"

# Stands for uv, for the Python that makes .venv ("-m venv") and for pip ("-m pip", put into .venv by "-m venv").
STAND_IN = r'''
import json, os, subprocess, sys, time
from pathlib import Path

state, arguments = Path(os.environ["STATE"]), sys.argv[1:]
mode = (state / "mode").read_text() if (state / "mode").exists() else "good"
with open(state / "calls", "a") as calls:
    calls.write(json.dumps({"arguments": arguments, "env": dict(os.environ)}) + "\n")

ECHO = """
import json, os, sys
print("ECHO", json.dumps({"arguments": sys.argv[1:], "cwd": os.getcwd(), "env": dict(os.environ)}))
"""
FAILURES = {
    "network": ("error: Request failed after 3 retries\n  cause: error sending request for url (https://example.org/)\n"
                "  cause: dns error\n", 2),
    "retries": ("Collecting jupyterlab==4.6.6\nWARNING: Retrying (Retry(total=0)) after connection broken by 'x'\n"
                "ERROR: No matching distribution found for jupyterlab==4.6.6 (from versions: 4.6.4)\n", 1),
    "version": ("WARNING: Location 'file:///x' is ignored\nERROR: Could not find a version (from versions: 1.0, 2.0)\n"
                "ERROR: No matching distribution found for jupyterlab==4.6.6\n", 1),
    "disk": ("Collecting numpy\nERROR: Could not install packages: [Errno 28] No space left on device\n", 1),
    "access": ("error: failed to create file\n  cause: Permission denied (os error 13)\n", 2),
    "odd": ("WARNING: Retrying (Retry(total=4)) after a short break\n"
            + "".join("line %d\nWARNING: Location 'file:///x' is ignored\n" % number for number in range(40)), 3),
    "Debian's venv": ("The virtual environment was not created successfully because ensurepip is not\navailable.\n", 1),
    "plain venv": ("Error: Command '['python3', '-m', 'ensurepip']' returned non-zero exit status 1.\n", 1),
}


def make_venv(python, folder):
    subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True)


def write_module(packages, path, text):
    (packages / path).parent.mkdir(parents=True, exist_ok=True)
    (packages / path).write_text(text)


def packages():
    return next(Path(os.environ["VIRTUAL_ENV"]).glob("[Ll]ib/**/site-packages"))


def install():
    if mode in FAILURES:
        text, code = FAILURES[mode]
        print(text, end="", file=sys.stderr)
        sys.exit(code)
    (state / "pid").write_text(str(os.getpid()))
    while mode in ("slow", "silent") and not (state / "go").exists():
        if mode == "slow":
            print("Collecting something", flush=True)  # fails, and so ends this process, when start.py is no more
        time.sleep(0.02)
    if mode == "nothing":
        return
    here = packages()
    write_module(here, "jupyterlab/__main__.py", ECHO)
    write_module(here, "pytest/__main__.py", ECHO + "sys.exit(7)\n")
    write_module(here, "nbformat/sign.py", Path(os.environ["STATE"], "sign.py").read_text())


if arguments[0] == "--version":
    sys.exit(127 if mode == "shim" else 0)
elif arguments[0] == "venv":
    make_venv(arguments[arguments.index("--python") + 1], arguments[-1])
elif arguments[:2] == ["-m", "venv"]:
    if mode.endswith("venv"):
        install()
    make_venv(os.environ["REAL_PYTHON"], arguments[-1])
    write_module(packages(), "pip/__main__.py", "import runpy\nrunpy.run_path(%r, run_name='__main__')\n" % __file__)
elif arguments[0] in ("sync", "install"):
    install()
'''
SIGN = """
import json, os, sys
with open(os.path.join(os.environ["STATE"], "signed"), "a") as signed:
    signed.write(json.dumps(sys.argv[1:]) + "\\n")
if os.path.exists(os.path.join(os.environ["STATE"], "no-trust")):
    sys.exit("the signature store is locked")
"""


class Course:
    """A copy of start.py in its own folder, with what it needs around it."""

    def __init__(self, base, name="course folder"):
        self.base, self.root, self.state, self.tools = base, base / name, base / "state", base / "tools"
        for folder in (self.root / "course", self.state, self.tools, base / "home"):
            folder.mkdir(parents=True)
        shutil.copy(SOURCE, self.root)
        (self.root / "pyproject.toml").write_text("[project]\n")
        (self.root / LESSON).write_text('{"cells": []}')
        (self.state / "stand_in.py").write_text(STAND_IN)
        (self.state / "sign.py").write_text(SIGN)
        self.uv, self.python = self.command("uv"), self.command("python-that-makes-environments")

    def command(self, name):
        path = self.tools / (name + (".bat" if WINDOWS else ""))
        python, script = sys.executable, self.state / "stand_in.py"
        path.write_text(f'@"{python}" "{script}" %*' if WINDOWS else f'#!/bin/sh\nexec "{python}" "{script}" "$@"\n')
        path.chmod(0o755)
        return path

    @property
    def venv(self):
        return self.root / ".venv"

    @property
    def venv_python(self):
        return self.venv / ("Scripts/python.exe" if WINDOWS else "bin/python")

    def mode(self, name):
        (self.state / "mode").write_text(name)

    def lines(self, name):
        path = self.state / name
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def calls(self):
        return [call["arguments"] for call in self.lines("calls")]

    def stamp(self):
        return json.loads((self.venv / "start.stamp").read_text())

    def popen(self, *arguments, before="", env=()):
        """`before` is Python code that is run first in the same process: it breaks something on purpose."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "PYTHON"))}
        own = {"PATH": str(self.tools), "STATE": str(self.state), "HOME": str(self.base / "home")}
        own["REAL_PYTHON"] = sys._base_executable
        script = str(self.root / "start.py")
        code = f"{before}\nimport runpy, sys\nsys.argv = {[script, *arguments]}\n"
        code += f"sys._base_executable = {str(self.python)!r}\n" if not self.uv.exists() else ""
        code += f"runpy.run_path({script!r}, run_name='__main__')"
        plain = self.uv.exists() and not before
        command = [sys.executable, script, *arguments] if plain else [sys.executable, "-c", code]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(command, cwd=self.base, env={**kept, **own, **dict(env)}, **pipes)

    def run(self, *arguments, code=0, **settings):
        with self.popen(*arguments, **settings) as process:
            output = process.communicate(timeout=60)[0]
        assert process.returncode == code, output
        assert "Traceback" not in output
        return output

    def echo(self, output):
        return json.loads(re.search(r"^ECHO (.*)$", output, re.MULTILINE).group(1))


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path)


@pytest.fixture
def pip_course(course):
    course.uv.unlink()
    return course


@pytest.fixture
def module(course):
    """start.py imported: for its functions without a public way in."""
    spec = importlib.util.spec_from_file_location("start_under_test", course.root / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wait_for(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


# The command line


@pytest.mark.parametrize("word", ["help", "-h", "--help"])
def test_help_names_every_command_and_makes_nothing(course, word):
    output = course.run(word)
    for command in ("start.py lab", "start.py --no-browser", "start.py test", "start.py setup", "start.py help"):
        assert command in output
    assert not course.venv.exists()


@pytest.mark.parametrize("words", [["instal"], ["--port", "9999"], ["setup", "now"]])
def test_unknown_command_is_an_error_with_code_2(course, words):
    output = course.run(*words, code=2)
    assert "unknown command: " + " ".join(words) in output
    assert "start.py help" in output
    assert not course.venv.exists()


@pytest.mark.parametrize("word", ["setup", "help", "instal"])
def test_too_old_python_is_named_first_of_all(course, word):
    output = course.run(word, code=1, before="import sys; sys.version_info = (3, 8, 10, 'final', 0)")
    assert "needs Python 3.11 or newer" in output
    assert "this is Python 3.8" in output
    assert "python.org" in output
    assert not course.venv.exists()


def test_old_pythons_can_read_the_file():
    text = SOURCE.read_text(encoding="ascii")  # consoles that know no more than ASCII
    tree = ast.parse(text, feature_version=(3, 6))
    newer = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.Nonlocal, ast.YieldFrom, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        assert not isinstance(node, newer), f"line {node.lineno}"
        if isinstance(node, ast.arguments):
            assert not node.kwonlyargs
            assert not any(argument.annotation for argument in node.args)
        if isinstance(node, ast.Raise):
            assert node.cause is None
        if isinstance(node, ast.Call):
            assert sum(keyword.arg is None for keyword in node.keywords) < 2


# The environment


def test_set_up_with_uv_takes_our_folder_and_our_python(course):
    outer = {"UV_PROJECT_ENVIRONMENT": "elsewhere", "VIRTUAL_ENV": "elsewhere", "UV_PYTHON": "3.8", "UV_FROZEN": "1"}
    output = course.run("setup", env=outer)
    assert "[1/2]" in output
    assert "[2/2]" in output
    assert "done in" in output
    assert "\r" not in output  # no line written over: this is not a terminal
    version, create, sync = course.lines("calls")
    assert version["arguments"] == ["--version"]
    assert create["arguments"][0] == "venv"
    assert create["arguments"][-1] == str(course.venv)
    assert sync["arguments"][0] == "sync"
    for call in (create, sync):
        python = call["arguments"][call["arguments"].index("--python") + 1]
        assert os.path.realpath(python) == os.path.realpath(sys._base_executable)
        assert call["env"]["UV_PROJECT_ENVIRONMENT"] == call["env"]["VIRTUAL_ENV"] == str(course.venv)
        assert not {"UV_PYTHON", "UV_FROZEN"} & set(call["env"])
    assert course.stamp()["root"] == os.path.normcase(os.path.realpath(course.root))
    assert (course.venv / "setup.log").read_text().count("$ ") == 2
    assert sorted(path.name for path in course.root.iterdir()) == [".venv", "course", "pyproject.toml", "start.py"]


def test_set_up_with_pip_keeps_the_index_but_not_what_spoils(pip_course):
    index = {"PIP_INDEX_URL": "https://example.org/simple", "PIP_EXTRA_INDEX_URL": "https://example.org/more"}
    spoil = {"PYTHONPATH": "/elsewhere", "PIP_TARGET": "/elsewhere", "PIP_USER": "1", "VIRTUAL_ENV": "/elsewhere"}
    pip_course.run("setup", env={**index, **spoil})
    create, install = pip_course.lines("calls")
    assert create["arguments"] == ["-m", "venv", str(pip_course.venv)]
    assert install["arguments"][0] == "install"
    assert install["arguments"][-2:] == ["-e", ".[course,test]"]
    assert index.items() <= install["env"].items()
    assert install["env"]["PIP_USER"] == "0"
    assert install["env"]["PIP_DISABLE_PIP_VERSION_CHECK"] == "1"
    assert install["env"]["VIRTUAL_ENV"] == str(pip_course.venv)
    assert not {"PYTHONPATH", "PIP_TARGET"} & set(install["env"])


def test_second_run_starts_no_other_program(course):
    course.run("setup")
    before = course.calls()
    output = course.run("setup", before="import subprocess; subprocess.Popen = None")
    assert course.calls() == before
    assert output.count("ready") == 2


def test_other_pyproject_updates_the_environment_in_place(course):
    course.run("setup")
    (course.venv / "mine").touch()
    (course.root / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    course.run("setup")
    assert [call[0] for call in course.calls()] == ["--version", "venv", "sync", "--version", "sync"]
    assert (course.venv / "mine").exists()
    course.run("setup")
    assert len(course.calls()) == 5


def gone_interpreter(course):
    course.venv_python.unlink()


def upgraded_interpreter(course):
    path = course.venv / "pyvenv.cfg"
    path.write_text(re.sub(r"^version.*$", "version = 3.9.1", path.read_text(), flags=re.MULTILINE))


def moved_root(course):
    course.root = course.root.rename(course.base / "another folder")


def other_schema(course):
    (course.venv / "start.stamp").write_text(json.dumps({**course.stamp(), "schema": 0}))


def damaged_stamp(course):
    (course.venv / "start.stamp").write_text('{"schema": 1, "pyt')


@pytest.mark.parametrize(
    "damage",
    [gone_interpreter, upgraded_interpreter, moved_root, other_schema, damaged_stamp],
    ids=lambda f: f.__name__,
)
def test_what_cannot_be_trusted_is_made_anew(course, damage):
    course.run("setup")
    (course.venv / "old").mkdir()
    (course.venv / "old" / "file").touch()
    damage(course)
    assert "making it anew" in course.run("setup")
    assert [call[0] for call in course.calls()][3:] == ["--version", "venv", "sync"]
    assert not (course.venv / "old").exists()
    assert course.venv_python.exists()
    assert course.stamp()["root"] == os.path.normcase(os.path.realpath(course.root))


def test_an_environment_of_uv_is_made_anew_when_uv_is_gone(course):
    course.run("setup")
    course.uv.unlink()
    (course.root / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    course.run("setup")
    assert course.calls()[3:] == [["-m", "venv", str(course.venv)], course.calls()[-1]]
    assert course.calls()[-1][0] == "install"


def test_a_uv_that_does_not_run_is_not_used(course):
    course.mode("shim")
    course.run("setup", before=f"import sys; sys._base_executable = {str(course.python)!r}")
    assert [call[0] for call in course.calls()] == ["--version", "-m", "install"]


def test_an_environment_made_by_hand_is_completed_not_deleted(course):
    subprocess.run([sys._base_executable, "-m", "venv", "--without-pip", course.venv], check=True)
    (course.venv / "mine").touch()
    course.run("setup")
    assert [call[0] for call in course.calls()] == ["--version", "sync"]
    assert (course.venv / "mine").exists()


def test_a_foreign_folder_is_left_alone(course):
    course.venv.mkdir()
    (course.venv / "thesis.txt").write_text("do not delete")
    output = course.run("setup", code=1)
    assert "is not a Python environment" in output
    assert "Rename or delete it" in output
    assert [path.name for path in course.venv.iterdir()] == ["thesis.txt"]
    assert (course.venv / "thesis.txt").read_text() == "do not delete"


def test_a_file_in_place_of_the_folder_is_left_alone(course):
    course.venv.write_text("do not delete")
    assert "is not a Python environment" in course.run("setup", code=1)
    assert course.venv.read_text() == "do not delete"


def test_jupyterlab_will_not_ask_about_news(course):
    course.run("setup")
    settings = json.loads((course.venv / "share/jupyter/lab/settings/overrides.json").read_text())
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_an_empty_folder_is_used(course):
    course.venv.mkdir()
    course.run("setup")
    assert course.stamp()["schema"] == 1


# Stopped halfway, and two at once


def start_slowly(course, mode="slow"):
    course.mode(mode)
    process = course.popen("setup")
    wait_for((course.state / "pid").exists)
    return process


def test_after_a_kill_the_next_run_makes_it_anew(course):
    with start_slowly(course) as process:
        process.kill()
    assert course.stamp() == "building"
    (course.venv / "half").touch()
    course.mode("good")
    assert "making it anew" in course.run("setup")
    assert not (course.venv / "half").exists()
    assert course.stamp()["schema"] == 1


if not WINDOWS:  # it has neither a lock that a child inherits nor a Ctrl-C for one process alone

    def test_after_a_kill_the_next_run_waits_for_what_still_writes(course):
        with start_slowly(course, "silent") as process:
            process.kill()
            with course.popen("setup") as second:
                assert "Another start.py is setting up" in second.stdout.readline()
                assert len(course.calls()) == 3
                (course.state / "go").touch()
                assert "making it anew" in second.communicate(timeout=60)[0]
        assert second.returncode == 0
        assert course.stamp()["schema"] == 1

    def test_ctrl_c_ends_with_one_line_and_leaves_nothing_running(course):
        with start_slowly(course) as process:
            process.send_signal(signal.SIGINT)
            output = process.communicate(timeout=60)[0]
        assert process.returncode == 130
        assert output.splitlines()[-1].startswith("Stopped. Run the same command again")
        assert "Traceback" not in output
        assert course.stamp() == "building"
        with pytest.raises(ProcessLookupError):
            os.kill(int((course.state / "pid").read_text()), 0)
        course.mode("good")
        course.run("setup")
        assert course.stamp()["schema"] == 1


def test_of_two_at_once_the_second_waits_and_finds_all_done(course):
    with start_slowly(course) as first, course.popen("setup") as second:
        assert "Another start.py is setting up" in second.stdout.readline()
        (course.state / "go").touch()
        assert "complete" in first.communicate(timeout=60)[0]
        assert "[2/2] Packages: ready" in second.communicate(timeout=60)[0]
    assert first.returncode == second.returncode == 0
    assert [call[0] for call in course.calls()].count("sync") == 1


# What goes wrong


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("network", "registry cannot be reached"),
        ("retries", "registry cannot be reached"),
        ("disk", "not enough room on the disk"),
        ("access", "cannot write"),
    ],
)
@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_known_failures_are_explained(course, mode, said, tool):
    if tool == "pip":
        course.uv.unlink()
    course.mode(mode)
    output = course.run("setup", code=1)
    assert "ERROR: " in output
    assert said in output
    assert "run the same command again" in output.replace("\n", " ")
    assert str(course.venv / "setup.log") in output
    assert (course.venv / "setup.log").read_text().count("$ ") == 2
    assert course.stamp() == "building"


def test_a_missing_version_is_no_network_failure(pip_course):
    pip_course.mode("version")
    output = pip_course.run("setup", code=1)
    assert "No matching distribution found" in output
    assert "registry" not in output
    assert "WARNING" not in output


def test_other_failures_show_the_last_15_lines_without_warnings(course):
    course.mode("odd")
    output = course.run("setup", code=1)
    assert re.findall(r"^  line (\d+)$", output, re.MULTILINE) == [str(number) for number in range(25, 40)]
    assert "exit code 3" in output
    assert "WARNING" not in output
    assert "WARNING" in (course.venv / "setup.log").read_text()
    assert str(course.venv / "setup.log") in output


@pytest.mark.parametrize("mode", ["Debian's venv", "plain venv"])
def test_without_ensurepip_the_package_to_install_is_named(pip_course, mode):
    pip_course.mode(mode)
    output = pip_course.run("setup", code=1)
    assert "sudo apt install python3-venv" in output
    assert "install uv" in output
    pip_course.mode("good")
    pip_course.run("setup")
    assert pip_course.stamp()["schema"] == 1


def test_packages_in_another_place_are_noticed(pip_course):
    pip_course.mode("nothing")
    assert "the packages did not go to .venv" in pip_course.run("setup", code=1)
    assert pip_course.stamp() == "building"


def test_a_disk_too_full_is_noticed_before_the_work(course):
    before = "import collections, shutil\nshutil.disk_usage = lambda path: collections.namedtuple('U', 'free')(10**6)"
    output = course.run("setup", code=1, before=before)
    assert "not enough room on the disk" in output
    assert re.search(r"about \d+ MB", output)
    assert course.calls() == [["--version"]]


BROKEN_OPEN = """
import builtins
real = builtins.open
def broken(path, mode="r", *rest, **more):
    if str(path).endswith("setup.log") and "r" not in mode:
        raise OSError({number}, "broken on purpose", str(path))
    return real(path, mode, *rest, **more)
builtins.open = broken
"""


@pytest.mark.parametrize(
    ("name", "said"),
    [("ENOSPC", "not enough room"), ("EACCES", "cannot write"), ("EROFS", "cannot write"), ("EIO", "EIO")],
)
def test_errors_of_the_disk_are_explained(course, name, said):
    number = getattr(errno, name)
    output = course.run("setup", code=1, before=BROKEN_OPEN.format(number=number))
    assert ("broken on purpose" if said == name else said) in output
    assert course.stamp() == "building"


def test_a_folder_that_cannot_be_written_is_named(course):
    refuse = "def refuse(path, **_): raise PermissionError(13, 'Permission denied', path)"
    output = course.run("setup", code=1, before="import os\n" + refuse + "\nos.makedirs = refuse")
    assert "cannot write" in output
    assert str(course.root) in output


def test_letters_that_the_console_lacks_do_no_harm(tmp_path):
    course = Course(tmp_path, name="Übung")
    (course.root / "course" / "Übung.ipynb").touch()
    assert "left out: \\xdcbung.ipynb" in course.run(env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})


# What is shown while pip works


def test_progress_counts_what_pip_prints(module, monkeypatch):
    lines = [
        "Obtaining file:///course",
        "  Installing build dependencies: started",
        "Collecting jupyterlab==4.6.6 (from minigrad==0.1.0)",
        "  Downloading jupyterlab-4.6.6-py3-none-any.whl (17.3 MB)",
        "Processing /folder/py_rattler-0.28.0-cp310-abi3.whl (from minigrad==0.1.0)",
        "Requirement already satisfied: py-rattler in /folder (0.28.0)",
    ]
    assert module.progress([], 0) == "working"
    assert module.progress(lines[:2], 0) == "getting the build tools"
    assert module.progress(lines[:4], 0) == "1 packages collected, now jupyterlab"
    assert module.progress(lines, 0) == "2 packages collected, now py-rattler"
    assert "trying again" in module.progress([*lines, "WARNING: Retrying (Retry(total=4)) after x"], 0)
    lines.append("Installing collected packages: a, b, c")
    monkeypatch.setattr(module, "count_installed", lambda: 5)
    assert module.progress(lines, 3) == "2 of 3 packages installed"


def test_progress_counts_what_uv_prints(module):
    lines = ["Resolved 117 packages in 1.08s", "Downloading numpy (16.1MiB)"]
    assert module.progress(lines, 0) == "117 packages needed, now numpy"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_one_line_is_written_over(module, monkeypatch):
    os.mkdir(module.VENV)
    lock = module.take_lock()
    screen = Terminal()
    monkeypatch.setenv("COLUMNS", "30")
    try:
        with contextlib.redirect_stdout(screen):
            module.run(
                [sys.executable, "-c", "print('Collecting numpy', flush=True); import time; time.sleep(2)"], lock
            )
    finally:
        os.close(lock)
    drawn = screen.getvalue().split("\r")
    assert sum("1 packages collected" in line for line in drawn) >= 2
    assert max(map(len, drawn)) < 30  # a longer line would break, and not be written over
    assert drawn[-2].strip() == ""
    assert drawn[-1].strip().startswith("done in")


# The lessons and JupyterLab


def test_lab_opens_the_first_lesson_from_the_root(course):
    output = course.run("lab", "--port", "9999")
    lab = course.echo(output)
    assert f"--ServerApp.root_dir={course.root}" in lab["arguments"]
    assert f"--LabApp.default_url=/lab/tree/{LESSON}" in lab["arguments"]
    assert lab["arguments"][-2:] == ["--port", "9999"]
    assert os.path.realpath(lab["cwd"]) == os.path.realpath(course.root)
    assert lab["env"]["VIRTUAL_ENV"] == str(course.venv)
    assert lab["env"]["PATH"].split(os.pathsep)[0] == str(course.venv_python.parent)
    assert [f"[{number}/4]" in output for number in (1, 2, 3, 4)] == [True] * 4


def test_no_browser_needs_no_command(course):
    assert course.echo(course.run("--no-browser"))["arguments"][-1] == "--no-browser"
    assert "--no-browser" not in course.echo(course.run())["arguments"]


def test_without_lessons_lab_opens_the_folder(course):
    (course.root / LESSON).unlink()
    assert "--LabApp.default_url=/lab/tree/course" in course.echo(course.run())["arguments"]
    assert course.lines("signed") == []


@pytest.mark.parametrize(("user", "expected"), [(0, True), (1000, False)])
def test_root_needs_allow_root_and_is_told(course, user, expected):
    output = course.run(before=f"import os; os.geteuid = lambda: {user}")
    assert ("--allow-root" in course.echo(output)["arguments"]) is expected
    assert ("You are root" in output) is expected


def test_lessons_are_trusted_once_and_again_when_changed(course):
    second = course.root / "course" / "02_graph.ipynb"
    second.write_text('{"cells": []}')
    both = [os.path.join("course", path.name) for path in (course.root / LESSON, second)]
    course.run()
    course.run()
    assert course.lines("signed") == [both]
    second.write_text('{"cells": [1]}')
    course.run()
    assert course.lines("signed") == [both, both[1:]]


def test_a_damaged_lesson_does_not_hinder_the_others(course):
    (course.root / "course" / "02_graph.ipynb").write_text("<<<<<<< HEAD")
    output = course.run()
    assert "left out: 02_graph.ipynb" in output
    assert course.lines("signed") == [[os.path.join("course", os.path.basename(LESSON))]]


def test_when_trusting_fails_lab_opens_and_the_next_start_tries_again(course):
    (course.state / "no-trust").touch()
    output = course.run()
    assert "the signature store is locked" in output
    assert course.echo(output)["arguments"][0].startswith("--ServerApp")
    (course.state / "no-trust").unlink()
    course.run()
    assert len(course.lines("signed")) == 2


def test_another_user_gets_the_lessons_trusted_too(course):
    course.run()
    course.run(env={"HOME": str(course.base), "USERPROFILE": str(course.base)})
    assert len(course.lines("signed")) == 2


def test_tests_get_the_arguments_and_give_their_exit_code(course):
    output = course.run("test", "-k", "two words", code=7)
    seen = course.echo(output)
    assert seen["arguments"] == ["-n", "auto", "-k", "two words"]
    assert os.path.realpath(seen["cwd"]) == os.path.realpath(course.root)

"""README is true: every command in it is run here, its picture is what its code draws, its links lead somewhere."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from grading.sandbox import find_protection
from tests import notebooks

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]

# Run in this order, in one shell, in a copy of the repository whose environment is this one.
QUICK = [
    "source .venv/bin/activate",
    "nbgrader generate_assignment 01_requires_grad --force",
    "mkdir -p submitted/ada/01_requires_grad",
    "cp exercises/01_requires_grad/requires_grad.ipynb submitted/ada/01_requires_grad/",
    "mkdir -p downloaded/01_requires_grad/archive",
    "cp exercises/01_requires_grad/requires_grad.ipynb downloaded/01_requires_grad/archive/grace_requires_grad.ipynb",
    "nbgrader zip_collect 01_requires_grad",
    "python -m grading autograde 01_requires_grad",
    "python -m grading report 01_requires_grad",
    "nbgrader generate_feedback 01_requires_grad",
    "nbgrader generate_assignment 01_requires_grad --force",
    "python -m grading regrade 01_requires_grad --cell test-receivers",
    "nbgrader generate_feedback 01_requires_grad --force",
    'echo "id,first_name,last_name,email,lms_user_id" > students.csv',
    'echo "ada,Ada,Lovelace,ada@uni.example,4711" >> students.csv',
    "nbgrader db student import students.csv",
    "nbgrader export",
    "nbgrader export --exporter=grading.export.CanvasExport --to=canvas.csv",
    "nbgrader export --exporter=grading.export.MoodleExport --to=moodle.csv",
    "python -m tests.notebooks execute course/04_detach.ipynb",
    "python -m tests.notebooks normalise",
    "python -m tests.pages",
    "ruff format .",
    "ruff check .",
    "pytest tests/minigrad/nn",
]
# Run by the tests marked long: they install something, or start a server.
LONG = [
    "python3 start.py",
    "uv run jupyter trust course/*.ipynb",
    "uv run jupyter lab course",
    "uv run pytest -n auto",
]
# Run by .ci/run itself: inside a test they would run that very test again, or install 200 MB into this environment.
CI = {
    "python3 start.py test": "python3 start.py test",
    "pytest -n auto": "-m pytest -q -n auto",
    "pytest -m long": "-m pytest -q -m long",
    "pip install torch==2.13.0": "install --quiet torch==2.13.0",
    # With PyTorch, the tests beside them compare all that these three would write.
    "python -m tests.minigrad.parity.record": "",
    "python -m tests.minigrad.ops.record": "",
    "python -m tests.minigrad.fuzz.record": "",
    "python -m tests.bench autograd": "-m tests.bench autograd",
    "python -m tests.bench draw": "-m tests.bench draw",
    "python -m tests.bench grading": "-m tests.bench grading",
}
# Run by another test, or installed before the tests: the words by which it is known there.
ELSEWHERE = {
    'pip install -e ".[cluster]"': ("pyproject.toml", "distributed=="),
    "python -m grading autograde 01_requires_grad --cluster local": (
        "tests/grading/autograding/test_cluster.py",
        '"--cluster", "local"',
    ),
}


def copy_of_the_repository(folder):
    """Copy what git would commit to `folder`."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def test_every_command_is_run_somewhere():
    assert set(COMMANDS) == {*QUICK, *LONG, *CI, *ELSEWHERE}
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert all(words in ci for words in CI.values())
    assert all(words in (ROOT / file).read_text(encoding="utf-8") for file, words in ELSEWHERE.values())


def test_the_quick_commands_work_in_their_order_and_change_no_file(tmp_path):
    copy = copy_of_the_repository(tmp_path)
    (copy / ".venv").symlink_to(sys.prefix)
    files = {path: path.read_bytes() for path in copy.rglob("*.ipynb")}
    unsafe = "" if find_protection().safe else " --unsafe"  # as README says for such a machine
    commands = [command + unsafe if "autograde" in command or "regrade" in command else command for command in QUICK]
    done = subprocess.run(
        ["bash", "-e", "-c", "\n".join(commands)],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (copy / "grades.csv").read_text().splitlines()[1].split(",")[0] == "01_requires_grad"
    assert (copy / "feedback/ada/01_requires_grad/requires_grad.html").exists()
    assert re.search(r"\d+ passed", done.stdout)
    assert {path: path.read_bytes() for path in files} == files


def test_the_picture_is_what_the_code_beside_it_draws(monkeypatch, tmp_path):
    monkeypatch.setenv("MINIGRAD_RENDERER", "builtin")
    monkeypatch.chdir(tmp_path)
    namespace = {}
    first, *others = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(first, namespace)
    assert namespace["picture"].svg() == (ROOT / "course/pictures/loss.svg").read_text(encoding="utf-8")
    for code in others:
        exec(code, namespace)
    assert (tmp_path / "loss.svg").read_text(encoding="utf-8") == namespace["picture"].svg()


def test_the_picture_is_made_by_the_gallery():
    gallery = notebooks.read(ROOT / "course" / notebooks.GALLERY)
    cell = next(cell for cell in gallery.cells if cell.id == notebooks.README_PICTURE)
    assert re.search(r"```python\n.*?\n\n(.*?)```", README, re.DOTALL)[1] + "picture" == cell.source
    assert notebooks.readme_picture(gallery) == (ROOT / "course/pictures/loss.svg").read_text(encoding="utf-8")


def test_links_lead_to_files():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if not link.startswith("https://")]
    titles = [line.lower().replace(" ", "-") for line in re.findall("^#+ (.*)", README, re.MULTILINE)]
    headings = {"#" + re.sub(r"[^\w-]", "", title) for title in titles}
    assert [link for link in links if not (link in headings or (ROOT / link).exists())] == []


def test_the_list_of_lessons_is_complete():
    row = r"^\| (\d\d) \| \[.*?\]\(course/(\S+?)\) \| (?:\[.*?\]\(exercises/(\S+?)/|none)"
    listed = re.findall(row, README, re.MULTILINE)
    lessons = sorted(path.name for path in (ROOT / "course").glob("*.ipynb"))
    assert [lesson for _, lesson, _ in listed] == lessons
    exercises = sorted(path.name for path in (ROOT / "solutions").iterdir())
    assert [exercise for _, _, exercise in listed if exercise] == exercises
    assert all(lesson.startswith(number) for number, lesson, _ in listed)
    assert all(exercise.startswith(number) for number, _, exercise in listed if exercise)


@contextlib.contextmanager
def server(command, folder, environment):
    """Run a command that starts JupyterLab, and give its address when it answers."""
    runtime = folder / "runtime"
    environment = environment | {"JUPYTER_RUNTIME_DIR": str(runtime), "BROWSER": "true"} | jupyter_data(folder)
    with open(folder / "server.log", "w") as log:
        child = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.time() + 900
        while True:
            files = [path for path in runtime.glob("jpserver-*.json") if "open" not in path.name]
            with contextlib.suppress(OSError, ValueError):
                if files:
                    info = json.loads(files[0].read_text())
                    ask(info, "api/status")
                    break
            assert child.poll() is None, (folder / "server.log").read_text()
            assert time.time() < deadline, (folder / "server.log").read_text()
            time.sleep(1)
        yield info, folder / "server.log"
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(60)


def jupyter_data(folder):
    """A data folder of its own: this user may have trusted the lessons before."""
    return {"JUPYTER_DATA_DIR": str(folder / "jupyter-data")}


def trusts_the_lesson(folder, environment):
    code = (
        "import nbformat, nbformat.sign; lesson = nbformat.read('course/01_requires_grad.ipynb', as_version=4); "
        "print(nbformat.sign.NotebookNotary().check_signature(lesson))"
    )
    command = [folder / ".venv/bin/python", "-c", code]
    environment = environment | jupyter_data(folder)
    return "True" in subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True).stdout


def ask(info, path):
    request = urllib.request.Request(info["url"] + path, headers={"Authorization": "token " + info["token"]})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())


def clean_environment():
    names = ("VIRTUAL_ENV", "PYTHONPATH", "UV_PROJECT_ENVIRONMENT")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    binaries = str(Path(sys.executable).parent)
    environment["PATH"] = os.pathsep.join(p for p in environment["PATH"].split(os.pathsep) if p != binaries)
    return environment


@pytest.mark.long
def test_start_on_a_fresh_checkout_opens_the_course(tmp_path):
    copy = copy_of_the_repository(tmp_path)
    with server(["python3", "start.py"], copy, clean_environment()) as (info, log):
        assert ask(info, "api/contents/course/01_requires_grad.ipynb?content=0")["type"] == "notebook"
        assert ask(info, "api/contents/exercises?content=0")["type"] == "directory"
        assert "/lab/tree/course/01_requires_grad.ipynb" in log.read_text()
    assert trusts_the_lesson(copy, clean_environment())
    done = subprocess.run(
        ["python3", "start.py", "test", "-q", "tests/test_environment.py", "tests/minigrad/nn"],  # .ci/run: all of them
        cwd=copy, env=clean_environment(), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d+ passed", done.stdout)


@pytest.mark.long
def test_the_same_with_uv(tmp_path):
    tool = tmp_path / "tool"
    subprocess.run([sys.executable, "-m", "venv", tool], check=True)
    subprocess.run([tool / "bin/pip", "install", "--quiet", "uv==0.13.8"], check=True)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/uv").symlink_to(tool / "bin/uv")
    copy = copy_of_the_repository(tmp_path / "course")
    environment = clean_environment()
    environment["PATH"] = f"{tmp_path / 'bin'}{os.pathsep}{environment['PATH']}"
    root = ["--allow-root"] if os.geteuid() == 0 else []
    subprocess.run(["bash", "-c", LONG[1]], cwd=copy, env=environment | jupyter_data(copy), check=True)
    assert trusts_the_lesson(copy, environment)
    with server(["uv", "run", "jupyter", "lab", "course", *root], copy, environment) as (info, _):
        assert ask(info, "api/contents/01_requires_grad.ipynb?content=0")["type"] == "notebook"
    # All tests are run by .ci/run. Here some: what they need is there.
    some = ["-q", "tests/test_environment.py", "tests/minigrad", "course"]
    done = subprocess.run([*LONG[3].split(), *some], cwd=copy, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d+ passed", done.stdout)

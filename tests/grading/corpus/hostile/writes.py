"""Writes what it must not: the gradebook, others' work, the course, start-up files, packages; also after grading."""

import os

from ..cases import ALL, MAY, NOTHING, Collection

CASES = Collection("writes what it must not", look=MAY)


def with_the_course_known(submission, code):
    submission.insert(f"import os, pathlib, sys\nCOURSE = pathlib.Path({str(submission.course)!r})\n{code}")


CASES.snippets(
    {
        "gives_everybody_points": """
            import sqlite3
            for path in (COURSE / "gradebook.db", "../../../gradebook.db", "../../../../gradebook.db"):
                try:
                    base = sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=2)
                    base.execute("update grade set manual_score = 1050, needs_manual_grade = 0")
                    base.execute("update grade_cell set max_score = 1050")
                    base.commit()
                except sqlite3.Error as error:
                    print(error)
        """,
        "deletes_the_gradebook": """
            for path in [COURSE / "gradebook.db", *COURSE.glob("gradebook.db-*")]:
                try:
                    path.unlink()
                except OSError as error:
                    print(error)
        """,
        "changes_a_classmates_work": """
            for path in COURSE.glob("submitted/*/*/*.ipynb"):
                try:
                    path.write_text("{}")
                except OSError as error:
                    print(error)
        """,
        "changes_what_is_graded": """
            for folder in ("autograded", "feedback"):
                for path in COURSE.glob(f"{folder}/*/*/*.*"):
                    try:
                        path.write_text(path.read_text().replace("assert", "True or"))
                    except (OSError, UnicodeError) as error:
                        print(error)
        """,
        "changes_the_course": """
            for path in [*COURSE.glob("solutions/*/*"), *COURSE.glob("exercises/*/*"), COURSE / "nbgrader_config.py"]:
                try:
                    with open(path, "a") as file:
                        file.write(" ")
                except OSError as error:
                    print(error)
        """,
        "leaves_files_in_the_course": """
            for folder in (COURSE, COURSE / "submitted", COURSE / "solutions", COURSE.parent / "home"):
                try:
                    (folder / "corpus_witness.py").write_text("x = 1")
                except OSError as error:
                    print(error)
            os.makedirs("../../../submitted/corpus_witness/01_requires_grad", exist_ok=True)
        """,
        "leaves_start_up_files": """
            home = pathlib.Path.home()
            for folder in (home, COURSE.parent / "home"):
                for name in (".ipython/profile_default/startup/corpus_witness.py", ".jupyter/corpus_witness.py"):
                    try:
                        (folder / name).parent.mkdir(parents=True, exist_ok=True)
                        (folder / name).write_text("x = 1")
                    except OSError as error:
                        print(error)
        """,
        "leaves_packages": """
            import sysconfig, site
            for folder in [sysconfig.get_path("purelib"), site.getusersitepackages(), *sys.path]:
                for name in ("corpus_witness.pth", "corpus_witness.py"):
                    try:
                        pathlib.Path(folder or ".", name).write_text("# nothing")
                    except OSError as error:
                        print(error)
        """,
        "leaves_temporary_files": """
            import tempfile
            for folder in (tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm"):
                try:
                    pathlib.Path(folder, "corpus_witness_state").write_text("x")
                except OSError as error:
                    print(error)
        """,
        "writes_after_grading": """
            import atexit, threading, time
            def write():
                (COURSE / "corpus_witness_late").write_text("x")
            class Last:
                def __del__(self, write=write):
                    write()
            last = Last()
            atexit.register(write)
            threading.Timer(1, write).start()
            sys.unraisablehook = sys.excepthook = lambda *a: write()
        """,
        "a_child_writes_after_grading": """
            import time
            if not os.fork():
                os.setsid()
                for _ in range(100):
                    time.sleep(0.2)
                    try:
                        (COURSE / "corpus_witness_late").write_text("x")
                    except OSError:
                        pass
                os._exit(0)
        """,
        "writes_through_the_doors_of_others": """
            for process in pathlib.Path("/proc").glob("[0-9]*"):
                try:
                    target = process / "root" / str(COURSE)[1:] / "corpus_witness_door"
                    target.write_text("x")
                except OSError as error:
                    print(error)
        """,
        "mounts_and_links": """
            import subprocess
            for command in (
                ["mount", "-o", "remount,rw", "/"],
                ["unshare", "-Urm", "true"],
                ["ln", str(COURSE / "gradebook.db"), "corpus_witness_link"],
                ["chroot", "/proc/1/root", "touch", str(COURSE / "corpus_witness_root")],
            ):
                try:
                    print(subprocess.run(command, capture_output=True, timeout=5))
                except Exception as error:
                    print(error)
        """,
        "changes_rights": """
            for path in (COURSE, COURSE / "gradebook.db", COURSE / "submitted", pathlib.Path(".")):
                try:
                    os.chmod(path, 0)
                except OSError as error:
                    print(error)
        """,
        "leaves_pipes_and_strange_names": """
            import socket
            os.mkfifo("corpus_witness_pipe")
            for name in ("corpus_witness\\n# title", "corpus_witness \\x1b[31m", "-rf", "é" * 100, ".nbgrader.log"):
                pathlib.Path(name).write_text("x")
            os.symlink(COURSE, "corpus_witness_link")
            os.link("-rf", "corpus_witness_hard")
            socket.socket(socket.AF_UNIX)
            os.chmod("-rf", 0o6777)
            os.chmod(".", 0)
        """,
        "a_child_changes_its_parent": """
            import subprocess
            code = r\'\'\'
            import os, time
            until = time.monotonic() + 3
            while time.monotonic() < until:
                for pid in {name for name in os.listdir("/proc") if name.isdigit()} - {str(os.getpid())}:
                    try:
                        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "r+b", 0) as memory:
                            for line in maps:
                                if "rw-p" in line and "heap" in line:
                                    memory.seek(int(line.split("-")[0], 16))
                                    memory.write(bytes(1 << 20))
                    except OSError:
                        continue
            \'\'\'
            import textwrap
            subprocess.Popen([sys.executable, "-c", textwrap.dedent(code), "corpus_witness"])
        """,
        "leaves_state_for_the_next": """
            import builtins, minigrad
            builtins.corpus_state = minigrad.corpus_state = sys.modules["json"].corpus_state = "mine"
            minigrad.tensor = None
            import numpy
            numpy.array = None
            os.environ["PYTHONSTARTUP"] = "corpus"
            os.chdir("/")
        """,
    },
    with_the_course_known,
    earns=(NOTHING,),
)

CASES.snippets(
    {
        "changes_minigrad_on_disk": """
            import minigrad
            for path in pathlib.Path(minigrad.__file__).parent.glob("*.py"):
                try:
                    os.close(os.open(path, os.O_WRONLY))  # this is enough to know
                    (COURSE / "corpus_witness").write_text("x")
                    print("corpusalert")
                    raise SystemExit("minigrad can be written to")
                except OSError as error:
                    print(error)
        """,
    },
    with_the_course_known,
    earns=(NOTHING,),
)


@CASES.case(earns=(NOTHING,))
def writes_through_links(submission):
    """Links beside the notebook lead to files of the instructor, which the code writes to."""
    submission.insert(
        "import pathlib\n"
        "for name in ('one.txt', 'two.db', 'three/corpus_witness'):\n"
        "    try:\n        pathlib.Path(name).write_text('x')\n"
        "    except OSError as error:\n        print(error)\n"
    )

    def finish(path):
        (path.parent / "one.txt").symlink_to(submission.course / "secret.txt")
        (path.parent / "two.db").symlink_to(submission.course / "exercises" / submission.assignment / path.name)
        (path.parent / "three").symlink_to(submission.course)

    submission.finish = finish


@CASES.case(earns=(ALL,))
def strange_files_beside_it(submission):
    """Names that are lines, options, colors or no text at all, modules of Python, settings, and a folder of nothing."""
    submission.solve()
    shadow = "import os, sys\nprint('corpus: another module')\nos._exit(1)\n"
    submission.files |= dict.fromkeys(["numpy.py", "random.py", "json.py", "minigrad.py", "sitecustomize.py"], shadow)
    submission.files |= dict.fromkeys(["one\ntwo.txt", "-rf", "\x1b[31mred.txt", "caf\udce9.txt", "é" * 120], "x")
    submission.files |= {"nbgrader_config.py": "raise SystemExit('corpus')", "grading.json": "[]", ".ipython/x": "x"}
    submission.files |= {"timestamp.txt": "", "deep/" * 30 + "x.txt": "x", "feedback/x.html": "<script>corpusalert()"}


@CASES.case(earns=(ALL,), look=MAY)
def pipes_and_loops_beside_it(submission):
    """Reading a pipe that nobody writes to never ends, nor does following a link to its own folder."""
    submission.solve()

    def finish(path):
        os.mkfifo(path.parent / "pipe.txt")
        (path.parent / "loop").symlink_to(path.parent)
        (path.parent / "zero").symlink_to("/dev/zero")
        (path.parent / "nothing").symlink_to("nowhere")

    submission.finish = finish


@CASES.case(earns=(ALL,))
def keeps_files_of_its_own(submission):
    """Files in the folder of the notebook and temporary ones are honest."""
    submission.solve()
    submission.insert(
        "import json, pathlib, tempfile\n"
        "pathlib.Path('losses.json').write_text(json.dumps([1, 2]))\n"
        "assert json.loads(pathlib.Path('losses.json').read_text()) == [1, 2]\n"
        "with tempfile.TemporaryFile() as file:\n    file.write(b'x')\n",
    )

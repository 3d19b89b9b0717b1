"""Reads what it must not: solutions, hidden tests, the gradebook, others' work, environment, files.

Each knows where the course is, prints what it finds, and would use it. batch.py looks whether a secret got out.
"""

from ..cases import ALL, MAY, NOTHING, Collection, all_but

CASES = Collection("reads what it must not", look=MAY)


def shown(submission, code):
    """The code runs in front of the answers, with COURSE, and shows what its function `found` yields."""
    submission.insert(
        f"import os, pathlib, sys\nCOURSE = pathlib.Path({str(submission.course)!r})\n{code}\n"
        "for text in found():\n"
        "    try:\n"
        "        print(text[:60_000])\n"
        "    except Exception as error:\n"
        "        print(type(error))\n"
    )


def shown_by_a_solver(submission, code):
    submission.solve()
    shown(submission, code)


FILES = """
def show(paths):
    for path in paths:
        try:
            yield str(path.read_bytes()[:60_000])
        except OSError as error:
            print(error)
"""

CASES.snippets(
    {
        "reads_the_solutions": FILES
        + """
def found():
    yield from show(COURSE.glob("solutions/*/*.ipynb"))
    for place in pathlib.Path.cwd().parents:
        yield from show(place.glob("solutions/*/*.ipynb"))
""",
        "reads_the_gradebook": """
def found():
    import sqlite3
    for path in (COURSE / "gradebook.db", pathlib.Path("../../../gradebook.db")):
        try:
            base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            for table in ("student", "source_cell", "grade"):
                for row in base.execute(f"select * from {table}"):
                    print(str(row)[:5000])
        except sqlite3.Error as error:
            print(error)
    yield str((COURSE / "gradebook.db").read_bytes())
""",
        "reads_classmates": FILES
        + """
def found():
    for folder in ("submitted", "autograded", "feedback"):
        yield from show(COURSE.glob(f"{folder}/*/*/*.*"))
""",
        "reads_its_graded_notebook": FILES
        + """
def found():
    yield from show(pathlib.Path.cwd().rglob("*"))
    yield from show(COURSE.glob("autograded/reads_its_graded_notebook/*/*.ipynb"))
""",
        "reads_the_instructors_files": FILES
        + """
def found():
    home = pathlib.Path.home()
    yield from show([COURSE / "secret.txt", COURSE.parent / "secret.txt", COURSE.parent / "home/secret.txt"])
    yield from show([home / "secret.txt", COURSE / "nbgrader_config.py"])
    yield from show(pathlib.Path("/proc/1/root").joinpath(*COURSE.parts[1:]).glob("secret.txt"))
""",
        "reads_the_environment": FILES
        + """
def found():
    yield str(dict(os.environ))
    yield from show(pathlib.Path("/proc").glob("*/environ"))
""",
        "reads_open_files": """
def found():
    for number in range(3, 100):
        try:
            os.lseek(number, 0, 0)
            yield f"{os.readlink(f'/proc/self/fd/{number}')} {os.read(number, 50_000)}"
        except OSError:
            continue
""",
        "reads_the_memory_of_others": """
def found():
    secret = b"canary"
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            for line in (process / "maps").read_text().split("\\n")[:500]:
                if "heap" in line or "rw-p" in line:
                    begin, end = (int(part, 16) for part in line.split()[0].split("-"))
                    with open(process / "mem", "rb") as memory:
                        memory.seek(begin)
                        block = memory.read(min(end - begin, 30_000_000))
                        place = block.find(secret + b"0")
                        if place >= 0:
                            yield str(block[place : place + 40])
        except OSError as error:
            continue
""",
        "reads_with_a_shell": """
def found():
    files = f"{COURSE}/secret.txt {COURSE}/../secret.txt {COURSE}/solutions/*/*.ipynb"
    yield from get_ipython().getoutput(f"cat {files}; env")
""",
    },
    shown,
)

BY_A_CHILD = """
def found():
    import subprocess
    code = f"COURSE = {str(COURSE)!r}\\n" + CODE
    yield subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20).stdout
"""

# A child is another program: nothing in it listens to what Python does.
CASES.snippets(
    {
        "a_child_reads_its_parents_memory": """CODE = r\"\"\"
import os
for pid in (1, os.getppid(), os.getpid() - 1):
    try:
        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for line in maps:
                begin, end = (int(part, 16) for part in line.split()[0].split("-"))
                if "rw-p" in line and end - begin < 1 << 28:
                    memory.seek(begin)
                    block = memory.read(end - begin)
                    place = block.find(b"canary")
                    print(block[place : place + 60] if place >= 0 else "")
    except OSError as error:
        print(error)
\"\"\"
"""
        + BY_A_CHILD,
        "a_child_climbs_out_of_its_folder": """CODE = r\"\"\"
import os
top = os.open("/", os.O_RDONLY)
os.fchdir(top)
for _ in range(100):
    os.chdir("..")
for path in (COURSE[1:], "proc/1/root" + COURSE, f"proc/{os.getppid()}/root" + COURSE, "proc/1/cwd", "old" + COURSE):
    for name in ("secret.txt", "nbgrader_config.py", "../secret.txt"):
        try:
            print(open(os.path.join(path, name)).read())
        except OSError as error:
            print(error)
\"\"\"
"""
        + BY_A_CHILD,
    },
    shown,
    hazard=True,
)

CASES.snippets(
    {
        "reads_the_sources_in_the_history": """
            import atexit, sys
            def look():
                shell = get_ipython()
                print(shell.user_ns.get("In"), list(shell.history_manager.get_tail(1000)))
            def predict_flags():
                look()
                return {name: (True, False) for name in ["data", *"abcdefgh"]}
        """,
        "reads_the_sources_of_the_caller": """
            import inspect, linecache, sys
            def predict_flags():
                frame = sys._getframe(1)
                while frame:
                    print(frame.f_code.co_consts, frame.f_code.co_names)
                    try:
                        print(inspect.getsource(frame))
                    except Exception as error:
                        print(error)
                    frame = frame.f_back
                for lines in list(linecache.cache.values()):
                    print(str(lines)[:3000] if "canary" in str(lines) else "")
                return {name: (True, False) for name in ["data", *"abcdefgh"]}
        """,
        "reads_the_sources_by_a_traceback": """
            import traceback
            def predict_flags():
                try:
                    raise ValueError
                except ValueError as error:
                    traceback.print_stack()
                    frame = error.__traceback__.tb_frame.f_back
                    print(frame.f_code.co_consts, frame.f_globals.get("truth"))
                return {name: (True, False) for name in ["data", *"abcdefgh"]}
        """,
        "reads_the_sources_in_memory": """
            import gc, types
            def predict_flags():
                for thing in gc.get_objects():
                    if isinstance(thing, (types.FrameType, types.FunctionType)):
                        code = thing.f_code if isinstance(thing, types.FrameType) else thing.__code__
                        words = str(code.co_consts)
                        if "canary" in words or "Misconception" in words:
                            print(words[:20_000])
                    elif isinstance(thing, (list, dict, tuple)) and len(thing) < 1000:
                        for value in thing.values() if isinstance(thing, dict) else thing:
                            if type(value) is str and "BEGIN HIDDEN" in value:
                                print(value[:20_000])
                return {name: (True, False) for name in ["data", *"abcdefgh"]}
        """,
        "reads_what_is_compiled": """
            import builtins, sys
            real = builtins.compile
            def listen(source, *a, **k):
                print(source if isinstance(source, str) else "")
                return real(source, *a, **k)
            builtins.compile = listen
            sys.addaudithook(lambda event, words: print(str(words)[:5000]) if event in ("compile", "exec") else None)
            def predict_flags():
                return {name: (True, False) for name in ["data", *"abcdefgh"]}
        """,
        "reads_its_messages": """
            import os
            def predict_flags():
                for number in range(3, 100):
                    try:
                        os.set_blocking(number, False)
                        print(os.read(number, 100_000))
                    except OSError:
                        continue
                return {name: (True, False) for name in ["data", *"abcdefgh"]}
        """,
    },
    lambda submission, code: (submission.solve(), submission.answer(predict_flags=code)),
    earns=(all_but("predict-flags"),),
)


@CASES.case(earns=(ALL, all_but("fit-line")))
def a_solver_who_looks_at_the_next_test(submission):
    """The answers are right. One of them shows the history when it is called; the secret must not get out."""
    submission.solve()
    submission.cell("fit-line")["source"] += "\nprint(In, get_ipython().history_manager.input_hist_raw)\n"
    submission.append("print(In, _ih, list(get_ipython().history_manager.get_range()))\n%history -g canary\n%history")


@CASES.case(earns=(NOTHING,))
def answers_from_the_solutions(submission):
    """Loads the solutions, wherever they are, and uses them as the answers."""
    submission.insert(f"import json, pathlib\nCOURSE = pathlib.Path({str(submission.course)!r})")
    code = """\
for place in [COURSE, *pathlib.Path.cwd().parents]:
    for path in place.glob("solutions/01_requires_grad/*.ipynb"):
        for cell in json.loads(path.read_text())["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("solution"):
                exec("".join(cell["source"]), globals())
"""
    for cell in submission.solution_cells():
        cell["source"] += f"\n{code}"


@CASES.case(earns=(NOTHING,))
def answers_by_links(submission):
    """Links beside the notebook lead to the solutions and to the instructor's files."""
    submission.insert(
        "import pathlib\nfor path in pathlib.Path('.').rglob('*'):\n    print(path.read_bytes()[:50_000])"
    )

    def finish(path):
        (path.parent / "data.txt").symlink_to(submission.course / "secret.txt")
        (path.parent / "all").symlink_to(submission.course)
        (path.parent / "next.txt").symlink_to(submission.course.parent / "secret.txt")

    submission.finish = finish


@CASES.case(earns=(NOTHING,))
def answers_from_hidden_tests(submission):
    """The message of an error is the hidden test that calls the answer."""
    code = """\
def {name}(*arguments):
    import sys
    raise ValueError(str(sys._getframe(1).f_code.co_consts) + str(sys._getframe(1).f_globals.get("In")))
"""
    for cell in submission.solution_cells():
        cell["source"] = code.format(name=submission.function_of(cell["metadata"]["nbgrader"]["grade_id"]))


@CASES.case(earns=(NOTHING,), says=("all of it was refused",), hazard=True)
def a_child_calls_the_kernel(submission):
    """Calls of the system that reach around the sandbox, from a program that nothing listens to."""
    code = """\
import ctypes, os, platform
libc = ctypes.CDLL(None, use_errno=True)
parent = os.getppid()
calls = {
    "ptrace": (16, parent, 0, 0),
    "process_vm_readv": (parent, None, 0, None, 0, 0),
    "unshare": (0x10000000,),
    "chroot": (b"/proc/1/root",),
    "mount": (b"proc", b"/tmp", b"proc", 0, None),
    "memfd_create": (b"x", 0),
    "shmget": (0, 4096, 0o1600),
    "setns": (0, 0),
    "setuid": (0,),
}
done = [name for name, arguments in calls.items() if getattr(libc, name)(*arguments) >= 0]
if platform.machine() == "x86_64":
    calls = {"keyctl": 250, "userfaultfd": 323, "io_uring_setup": 425, "bpf": 321, "open_by_handle_at": 304}
    done += [name for name, number in calls.items() if libc.syscall(number, 0, 0, 0, 0) >= 0]
print(done or "all of it was refused")
"""
    submission.insert(
        f"import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', {code!r}], capture_output=True))"
    )

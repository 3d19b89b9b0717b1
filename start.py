# ruff: noqa: UP031, UP036, RUF005
# Every Python, even 2.7, must be able to read this file, to say that it is too old.
"""Start the course. Nothing has to be installed by hand but Python 3.11 or newer.

  python3 start.py                     make the environment, trust the lessons, open JupyterLab on the course
  python3 start.py lab [options]       the same; the options go to JupyterLab (example: lab --port 9999)
  python3 start.py --no-browser        the same without opening a browser
  python3 start.py test [arguments]    make the environment and run all tests, in two processes (-n 0: in one); the
                                       arguments go to pytest
  python3 start.py setup               only make the environment
  python3 start.py help                show this text (also: -h, --help)

On Windows write "py" in place of "python3".

The environment is the folder .venv beside this file. The first run needs a network and some minutes, later runs
take a moment. It is made with uv if that is installed, otherwise with venv and pip. You may stop at any time with
Ctrl-C and run the same command again. To start afresh, delete .venv.
"""

import errno
import glob
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import threading
import time

NEED_MB = 700  # a finished .venv takes about 530 MB; the rest is reserve for what is unpacked meanwhile
WINDOWS = os.name == "nt"
VERSION = "%d.%d" % tuple(sys.version_info[:2])
ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "Scripts" if WINDOWS else "bin")
PYTHON = os.path.join(BIN, "python.exe" if WINDOWS else "python")
LIB = "Lib" if WINDOWS else "lib/python" + VERSION + getattr(sys, "abiflags", "")
PACKAGES = os.path.join(VENV, LIB, "site-packages")
LOG = os.path.join(VENV, "setup.log")
STAMP = os.path.join(VENV, "start.stamp")  # what the finished environment was made from, or "building"
TRUSTED = os.path.join(VENV, "start.trusted")
LOCK = os.path.join(VENV, "start.lock")
LAB_SETTINGS = os.path.join(VENV, "share", "jupyter", "lab", "settings", "overrides.json")
NO_NEWS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
FIRST_LESSON = "course/01_requires_grad.ipynb"

# Settings of an outer environment that lead Python, pip or uv elsewhere. Index settings are not among them.
SPOILERS = """PYTHONPATH PYTHONHOME PYTHONSAFEPATH __PYVENV_LAUNCHER__ FORCE_COLOR PIP_TARGET PIP_PREFIX PIP_ROOT
PIP_PYTHON PIP_DRY_RUN PIP_QUIET PIP_VERBOSE UV_PYTHON UV_NO_DEV UV_FROZEN UV_LOCKED UV_PROJECT UV_WORKING_DIR"""

TOO_OLD = """the course needs Python 3.11 or newer, and this is Python %s (%s).
Windows, macOS:  the installer from python.org
Debian, Ubuntu:  sudo apt install python3 python3-venv  (Debian 12, Ubuntu 24.04 or newer)
with uv:         uv run --no-project --python 3.12 start.py
If a newer one is installed already, name it:  python3.12 start.py  (Windows: py -3.12 start.py)"""
NO_SPACE = """not enough room on the disk. The environment needs about %d MB in
  %s
and pip needs some in the temporary folder. Free some and run the same command again.""" % (NEED_MB, ROOT)
NO_VENV = """this Python cannot make environments: its module venv or ensurepip is missing or broken.
Debian, Ubuntu:  sudo apt install python3-venv
elsewhere:       install Python from python.org, or install uv (docs.astral.sh/uv)
Then run the same command again."""
NO_NETWORK = """the package registry cannot be reached.
Check the network connection, the proxy (HTTPS_PROXY), and the index and certificate settings of pip or uv, if any.
Then run the same command again. What has been downloaded is kept: it goes on where it stopped."""
NO_ACCESS = """cannot write, or cannot replace files, in
  %s
Make this folder writable or move the course to one of your own. On Windows, close every JupyterLab and every
terminal that uses .venv. Then run the same command again.""" % (ROOT,)
FOREIGN = """%s is not a Python environment, so start.py leaves it alone.
Rename or delete it and run the same command again.""" % (VENV,)
ELSEWHERE = "the packages did not go to .venv. Look for target, prefix or dry-run in:  python3 -m pip config list"
UNKNOWN = """unknown command: %s
For the commands:  python3 start.py help
Options for JupyterLab come after lab, for example:  python3 start.py lab --port 9999"""

# What pip or uv print, warnings left out, and what it means. The first match counts.
KNOWN_FAILURES = (
    (r"No space left|not enough space|Errno 28\b|os error (28|112)\b|Disk quota exceeded", NO_SPACE),
    (r"ensurepip is not\s+available|ensurepip.* returned non-zero|No module named '?(ensurepip|venv)\b", NO_VENV),
    (r"Read-only file system|Permission denied|Access is denied|WinError (5|32)\b|os error 32\b", NO_ACCESS),
    (r"from versions: none|HTTPS?ConnectionPool|Max retries exceeded|getaddrinfo|name resolution", NO_NETWORK),
    (r"timed out|(NewConnection|ReadTimeout|ConnectTimeout|Proxy|SSL|ConnectionReset|Protocol)Error", NO_NETWORK),
    (r"error sending request|dns error|tcp connect error|invalid peer certificate", NO_NETWORK),
)
PACKAGE_LINE = re.compile(
    r"^ *(?:Collecting|Processing|Requirement already satisfied:|Downloading) (?:\S*[/\\])?([\w.-]+?)(?=-\d|[^\w.-]|$)"
)


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def fail(text, code=1):
    sys.stderr.write("ERROR: " + text + "\n")
    sys.exit(code)


def read_json(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def write_json(path, content):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def environment():
    """The variables for every command: .venv as if activated, and nothing mixed in from elsewhere."""
    env = {name: value for name, value in os.environ.items() if name.upper() not in SPOILERS.split()}
    env["VIRTUAL_ENV"] = env["UV_PROJECT_ENVIRONMENT"] = VENV
    env["PATH"] = BIN + os.pathsep + env.get("PATH", os.defpath)
    env["PIP_USER"] = "0"  # stronger than "user = true" in a configuration file of pip
    env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    env["JUPYTER_PREFER_ENV_PATH"] = "1"  # or the user's own kernel named python3 would come first
    return env


def capture():
    """Arguments for a command whose output is not for the screen."""
    env = dict(environment(), PYTHONIOENCODING="utf-8", PIP_NO_INPUT="1", NO_COLOR="1")
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return dict(pipes, cwd=ROOT, env=env, encoding="utf-8", errors="replace")


def wanted():
    """What the environment is to be made from: the content of the stamp."""
    python = sys.implementation.cache_tag + " " + sysconfig.get_platform()
    root = os.path.normcase(os.path.realpath(ROOT))
    return {"schema": 1, "python": python, "root": root, "pyproject": digest(os.path.join(ROOT, "pyproject.toml"))}


def python_works():
    """Is .venv of this Python version, and are its interpreter and the one that it was made from still there?"""
    try:
        with open(os.path.join(VENV, "pyvenv.cfg"), encoding="utf-8", errors="replace") as file:
            config = dict(re.findall(r"^(\w+) *= *(.*)$", file.read(), re.MULTILINE))
    except OSError:
        return False
    base = os.path.join(config.get("home", ""), "python.exe" if WINDOWS else "")
    version = config.get("version_info") or config.get("version", "")  # uv's word, venv's word
    return os.path.exists(PYTHON) and os.path.exists(base) and version.startswith(VERSION + ".")


def has_package(name):
    return os.path.isdir(os.path.join(PACKAGES, name))


def ready():
    return read_json(STAMP) == wanted() and python_works() and has_package("jupyterlab")


def find_uv():
    uv = shutil.which("uv")
    if not uv or os.path.realpath(uv).startswith(os.path.realpath(BIN) + os.sep):  # that one may be about to go
        return None
    return uv if subprocess.run([uv, "--version"], **capture()).returncode == 0 else None


def commands(uv):
    """The two commands of the set-up: make an empty environment, put the packages in."""
    python = getattr(sys, "_base_executable", None) or sys.executable  # start.py may run in an environment itself
    if uv:
        create = [uv, "venv", "--allow-existing", "--python", python, VENV]
        return create, [uv, "sync", "--inexact", "--extra", "course", "--extra", "test", "--python", python]
    install = [PYTHON, "-m", "pip", "install", "--progress-bar", "off", "-e", ".[course,test]"]
    return [python, "-m", "venv", VENV], install


def lock_or_raise(handle):
    if WINDOWS:
        import msvcrt as system

        return system.locking(handle, system.LK_NBLCK, 1)
    import fcntl as system

    return system.flock(handle, system.LOCK_EX | system.LOCK_NB)


def take_lock():
    """Wait until no other start.py changes .venv. The system frees the lock when a process ends, however it ends."""
    os.makedirs(VENV, exist_ok=True)
    handle, told = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o666), False
    while True:
        try:
            lock_or_raise(handle)
            return handle
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                return handle  # a file system without locks: going on is better than refusing
        if not told:
            say("Another start.py is setting up .venv: waiting until it has finished (Ctrl-C to stop waiting).")
        told = True
        time.sleep(0.2)


def count_installed():
    return len(glob.glob(os.path.join(glob.escape(PACKAGES), "*.dist-info")))


def progress(lines, before):
    """The text of the live line, from what pip or uv has printed so far and from what is in .venv now."""
    names = [match.group(1) for match in map(PACKAGE_LINE.match, lines) if match]
    totals = [line.count(",") + 1 for line in lines if line.startswith("Installing collected packages:")]  # pip
    totals += [int(line.split()[1]) for line in lines if re.match(r"Resolved \d+ package", line)]  # uv
    done = count_installed() - before
    if totals and done > 0:
        return "%d of %d packages installed" % (min(done, totals[0]), totals[0])
    if "Retrying (Retry(" in "".join(lines[-3:]):
        return "no answer from the network, trying again"
    if not names:
        return "getting the build tools" if "build dependencies: started" in "".join(lines) else "working"
    collected = len({name.lower().replace("_", "-") for name in names})
    return ("%d packages needed" % totals[0] if totals else "%d packages collected" % collected) + ", now " + names[-1]


def stop(child):
    child.terminate() if WINDOWS else child.send_signal(signal.SIGINT)
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()


def run(command, lock):
    """Run a command of the set-up with a live line on the screen and its output in the log; explain a failure."""
    # The command holds the lock as well: if start.py alone is killed, the next one waits for what it left running.
    settings = capture() if WINDOWS else dict(capture(), pass_fds=[lock])
    lines, seen, alive, before, started = [], 0, True, count_installed(), time.time()
    child = subprocess.Popen(command, **settings)
    reader = threading.Thread(target=lambda: [lines.append(line.rstrip()) for line in child.stdout], daemon=True)
    reader.start()
    width, shown = shutil.get_terminal_size().columns - 1 if sys.stdout.isatty() else 0, started
    try:
        with open(LOG, "a", encoding="utf-8") as log:
            log.write("$ " + " ".join(command) + "\n")
            while alive:
                reader.join(0.2)
                alive = reader.is_alive()
                new = lines[seen:]
                seen += len(new)
                log.writelines(line + "\n" for line in new)
                log.flush()
                text = "      %s, %d s" % (progress(lines[:seen], before), time.time() - started)
                if width:  # a terminal: one line, written over and over
                    sys.stdout.write("\r" + text[:width].ljust(width))
                    sys.stdout.flush()
                elif time.time() - shown > 10:
                    say(text)
                    shown = time.time()
            code = child.wait()
    except BaseException:  # Ctrl-C, a full disk: leave nothing behind that goes on writing into .venv
        stop(child)
        raise
    finally:
        sys.stdout.write("\r" + " " * width + "\r" if width else "")
    if code != 0:
        fail(explain(lines, code) + "\nThe full output is in " + LOG)
    say("      done in %d s" % round(time.time() - started))


def explain(lines, code):
    errors = [line for line in lines if line.strip() and not line.lstrip().startswith("WARNING:")]
    text = "\n".join(errors)
    if "No matching distribution" in text and any("Retrying (Retry(" in line for line in lines):
        return NO_NETWORK
    for pattern, advice in KNOWN_FAILURES:
        if re.search(pattern, text):
            return advice
    return "the set-up failed (exit code %d). The last lines were:\n  " % code + "\n  ".join((errors or lines)[-15:])


def empty_venv():
    """The lock and the stamp stay, so that a stop halfway shows; so does the folder, it may be a link or a volume."""
    for name in os.listdir(VENV):
        path = os.path.join(VENV, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        elif path not in (LOCK, STAMP):
            os.remove(path)


def set_up(steps, lock):
    uv, old, new = find_uv(), read_json(STAMP), wanted()
    # Without a stamp it was made by hand: to be completed. With one, only other packages do not need a new .venv.
    same = isinstance(old, dict) and dict(old, pyproject="") == dict(new, pyproject="")
    keep = (same or not os.path.exists(STAMP)) and python_works() and (uv or has_package("pip"))
    tool = "uv" if uv else "venv and pip"
    say("[1/%d] Python environment .venv (Python %s, %s)" % (steps, sys.version.split()[0], tool))
    write_json(STAMP, "building")
    create, install = commands(uv)
    if keep:
        say("      is there already")
    else:
        if len(os.listdir(VENV)) > 2:  # more than the lock and the stamp
            say("      The old one is unfinished, or of another Python or folder: making it anew.")
        empty_venv()
        if shutil.disk_usage(ROOT).free < NEED_MB * 1000000:
            fail(NO_SPACE)
        run(create, lock)
    say("[2/%d] Packages: JupyterLab and the other tools (some minutes the first time)" % steps)
    run(install, lock)
    if not has_package("jupyterlab"):
        fail(ELSEWHERE)
    os.makedirs(os.path.dirname(LAB_SETTINGS), exist_ok=True)
    write_json(LAB_SETTINGS, NO_NEWS)  # JupyterLab would ask each newcomer about news, over the lesson
    write_json(STAMP, new)


def make_environment(steps):
    if not ready():
        names = os.listdir(VENV) if os.path.isdir(VENV) else [VENV] if os.path.lexists(VENV) else []
        if names and "pyvenv.cfg" not in names and os.path.basename(LOCK) not in names:
            fail(FOREIGN)
        lock = take_lock()
        try:
            if not ready():  # it is, when another start.py has just made it
                return set_up(steps, lock)
        finally:
            os.close(lock)
    say("[1/%d] Python environment .venv: ready\n[2/%d] Packages: ready" % (steps, steps))


def trust_lessons():
    """`jupyter trust` for the lessons, by its module. Those that it has seen unchanged are not given to it again."""
    old, new, damaged = read_json(TRUSTED), {}, []
    for path in sorted(glob.glob(os.path.join(glob.escape(ROOT), "course", "*.ipynb"))):
        if read_json(path) is None:
            damaged.append(os.path.basename(path))
        else:  # with the home folder: there, and not in .venv, Jupyter keeps what it trusts
            new[os.path.relpath(path, ROOT)] = digest(path) + " " + os.path.expanduser("~")
    todo = [path for path in new if not isinstance(old, dict) or old.get(path) != new[path]]
    if todo:
        result = subprocess.run([PYTHON, "-m", "nbformat.sign"] + todo, **capture())
        if result.returncode != 0:
            reason = result.stdout.strip().split("\n")[-1]
            return say("      Not trusted, so stored drawings show only after running the cells: " + reason)
        if os.access(VENV, os.W_OK):
            write_json(TRUSTED, new)
    say("      lessons: %d, of these new or changed: %d" % (len(new), len(todo)))
    if damaged:
        say("      damaged (not JSON), left out: " + ", ".join(damaged))


def hand_over(command):
    """Become JupyterLab or pytest. Windows cannot: there start.py waits, and leaves Ctrl-C to the child."""
    sys.stdout.flush()
    if not WINDOWS:
        os.chdir(ROOT)
        os.execve(command[0], command, environment())
    child = subprocess.Popen(command, cwd=ROOT, env=environment())
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            pass


def open_lab(options):
    say("[3/4] Trusting the lessons, so that their stored drawings show")
    trust_lessons()
    page = FIRST_LESSON if os.path.exists(os.path.join(ROOT, FIRST_LESSON)) else "course"
    say("[4/4] JupyterLab, with %s. To end it, press Ctrl-C twice in this window." % page)
    # default_url and not the lesson's path as argument: so the address that JupyterLab prints leads there as well.
    command = [PYTHON, "-m", "jupyterlab", "--ServerApp.root_dir=" + ROOT, "--LabApp.default_url=/lab/tree/" + page]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        say("      You are root, so --allow-root is added: without it JupyterLab refuses to start.")
        command.append("--allow-root")
    return hand_over(command + options)


def main(arguments):
    if sys.version_info < (3, 11):
        fail(TOO_OLD % (VERSION, sys.executable))
    for stream in (sys.stdout, sys.stderr):  # a path may have letters which this console does not know
        stream.reconfigure(errors="backslashreplace")
    if not arguments or arguments[0] == "--no-browser":
        arguments = ["lab"] + arguments
    command, rest = arguments[0], arguments[1:]
    if command in ("-h", "--help", "help"):
        return say(__doc__.strip())
    if command not in ("lab", "test", "setup") or (command == "setup" and rest):
        fail(UNKNOWN % " ".join(arguments), 2)
    try:
        make_environment({"setup": 2, "test": 3, "lab": 4}[command])
        if command == "lab":
            return open_lab(rest)
        if command == "test":
            say("[3/3] Tests")
            return hand_over([PYTHON, "-m", "pytest", "-n", "auto"] + rest)
        return say("The environment is complete. Next:  python3 start.py")
    except KeyboardInterrupt:
        say("Stopped. Run the same command again: it goes on from here.")
        return 130
    except OSError as error:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
            fail(NO_SPACE)
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            fail("%s: %s" % (error, NO_ACCESS))
        fail("%s\nRun the same command again. If this stays, delete the folder .venv first." % error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

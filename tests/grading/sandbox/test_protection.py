"""find_protection tries what there is and says what holds; run_confined and wrapped do what they say."""

import fcntl
import os
import signal
import sys
import time

import pytest

from grading import sandbox
from grading.sandbox import ConfinementError, Protection, find_protection, kernel, run_confined, trial, why_not, wrapped
from tests.grading.sandbox.ways import Limits, ways

NAMESPACES = Protection("namespaces", True, "")


def in_child(act) -> int:
    """The exit code of `act` in a forked process."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            code = act()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_here_it_holds():
    protection = find_protection()
    assert (protection.name, protection.safe) == ("namespaces", True)
    assert "network" in protection.sentence
    assert str(ways()[0]).startswith("namespaces")


@pytest.mark.parametrize("system, name", [("darwin", "macOS"), ("win32", "Windows")])
def test_other_systems_have_none_and_the_sentence_says_where_to_go(monkeypatch, system, name):
    monkeypatch.setattr(sys, "platform", system)
    protection = find_protection()
    assert (protection.name, protection.safe) == ("none", False)
    assert name in protection.sentence and "container" in protection.sentence


def test_what_does_not_hold_is_said(monkeypatch):
    monkeypatch.setattr(sandbox, "why_not", lambda name: {"namespaces": "no", "bubblewrap": "not installed"}[name])
    protection = find_protection()
    assert (protection.name, protection.safe) == ("none", False)
    assert "Linux namespaces: no; bubblewrap: not installed." in protection.sentence


def test_the_trial_finds_what_is_open():
    assert {"the solutions can be read", "programs can give privileges"} <= set(trial.faults(0))


def test_where_there_are_no_user_namespaces_the_reason_is_the_kernels():
    def act():
        # Within this user namespace there may be one more, but none in that.
        kernel.unshare(kernel.NEW_USER)
        with open("/proc/sys/user/max_user_namespaces", "w") as file:
            file.write("0")
        reason = why_not("namespaces")
        return 0 if reason and "unshare" in reason else 1

    assert in_child(act) == 0


def test_a_sandbox_that_cannot_be_built_runs_nothing_and_says_why():
    def act():
        try:
            run_confined(lambda: None, protection=NAMESPACES, limits=Limits(), readable=["/there/is/no/such/file"])
        except ConfinementError as error:
            return 0 if "/there/is/no/such/file" in str(error) else 1
        return 2

    assert in_child(act) == 0


@pytest.mark.parametrize(
    "act, status",
    [
        (lambda: None, 0),
        (lambda: sys.exit(5), 5 << 8),
        (lambda: 1 / 0, 1 << 8),
        (lambda: os._exit(9), 9 << 8),
        (lambda: os.execvp("sh", ["sh", "-c", "exit 4"]), 4 << 8),
    ],
)
def test_the_status_is_that_of_the_function(act, status):
    def call():
        return 0 if run_confined(act, protection=NAMESPACES, limits=Limits()) == status else 1

    assert in_child(call) == 0


def test_a_folder_cannot_be_kept_open():
    folder = os.open("/", os.O_RDONLY)
    try:
        with pytest.raises(ValueError, match="folder"):
            run_confined(lambda: None, protection=NAMESPACES, limits=Limits(), keep_fds=[folder])
    finally:
        os.close(folder)


def test_other_files_are_closed_whatever_their_number():
    def act():
        number = fcntl.fcntl(0, fcntl.F_DUPFD, 900)
        kept = os.memfd_create("kept")

        def inside():
            os.write(kept, b"a")
            try:
                os.fstat(number)
            except OSError:
                return
            raise AssertionError("still open")

        return run_confined(inside, protection=NAMESPACES, limits=Limits(), keep_fds=[kept]) >> 8

    assert in_child(act) == 0


def test_signals_are_as_python_has_them():
    def act():
        signal.signal(signal.SIGUSR1, lambda *_: None)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})

        def inside():
            assert signal.getsignal(signal.SIGUSR1) is signal.SIG_DFL
            assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
            assert signal.getsignal(signal.SIGPIPE) is signal.SIG_IGN
            assert not signal.pthread_sigmask(signal.SIG_BLOCK, ())

        return run_confined(inside, protection=NAMESPACES, limits=Limits()) >> 8

    assert in_child(act) == 0


def test_each_way_has_its_own_call():
    with pytest.raises(ValueError, match="wrapped"):
        run_confined(lambda: None, protection=Protection("bubblewrap", True, ""), limits=Limits())
    with pytest.raises(ValueError, match="run_confined"):
        wrapped(["true"], protection=NAMESPACES, limits=Limits())


def test_unsafe_running_still_ends_its_process_group_and_has_a_folder():
    reader, writer = os.pipe()

    def inside():
        if os.fork() == 0:
            time.sleep(60)
        os.write(writer, os.getcwd().encode())

    status = run_confined(inside, protection=Protection("none", False, ""), limits=Limits(), keep_fds=[writer])
    os.close(writer)
    with os.fdopen(reader) as pipe:  # read to its end: the sleeping child is dead
        folder = pipe.read()
    assert status == 0 and folder and not os.path.exists(folder)

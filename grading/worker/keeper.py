"""The first process in the sandbox of a notebook: stands between the pool and the student's processes.

It never runs a student's code. It keeps the time limits, and while a judge works it holds all others still, so that
nothing of the student's can listen or interfere.
"""

import os
import select
import signal
import socket
import time

from grading.worker.messages import Closed, receive, send

LATE = "it did not end within the time limit"
GRACE = 2.0  # seconds between the interrupt and the end of a process that ignores it
READY = 20.0  # seconds in which a judge must get ready: others may keep the machine busy


class Keeper:
    """Serves the pool over `outer`, and starts the student's process with `live(channel)`."""

    def __init__(self, outer, live):
        self.outer = outer
        self.alone = os.getpid() == 1  # in a process namespace of its own
        self.inner, theirs = socket.socketpair()
        self.student = os.fork()
        if self.student == 0:
            os.setpgid(0, 0)
            outer.close()
            self.inner.close()
            try:
                live(theirs)
            finally:
                os._exit(0)
        theirs.close()
        self.judge, self.judging = None, None

    def serve(self):
        """Answer the pool's orders until it hangs up."""
        try:
            send(self.outer, {"ready": True})
            while True:
                order = receive(self.outer)
                send(self.outer, getattr(self, f"do_{order['do']}")(order))
        except Closed:
            return
        finally:
            self._kill_all()

    def do_run(self, order):
        """Run a cell in the student's process."""
        self._release()
        started = time.monotonic()
        try:
            send(self.inner, order)
        except Closed:
            return {"died": "the process had ended before"}
        answer = self._answer(self.inner, self.student, order["seconds"], order["word"])
        return answer | {"seconds": time.monotonic() - started}

    def do_prepare(self, order):
        """Have a judge forked, and stop all others until the next order but those for the judge."""
        self._release()
        self.judging, theirs = socket.socketpair()
        try:
            send(self.inner, {"do": "judge", "word": order["word"]}, [theirs.fileno()])
        except Closed:
            return {"died": "the process had ended before"}
        finally:
            theirs.close()
        answer = self._answer(self.inner, self.student, READY, order["word"])
        if not isinstance(answer.get("judge"), int):
            return {"died": answer.get("died", "no judge")}
        self.judge = answer["judge"]
        ready = self._answer(self.judging, self.judge, READY)
        if "died" not in ready:
            self._stop_others()
        return ready

    def do_judge(self, order):
        """Pass the test on to the judge and its verdict back."""
        try:
            send(self.judging, order)
        except Closed:
            return {"died": "the judge had ended before"}
        return self._answer(self.judging, self.judge, order["seconds"], order["word"])

    do_show = do_judge  # the outputs of a test that has failed
    do_tripwire = do_judge  # the test once more, without the answer

    def _release(self):
        """End the judge, if there is one, and let the others go on."""
        if self.judging is None:
            return
        if self.judge and self.judge > 1:
            self._end(self.judge)
        self.judging.close()
        self._signal_all(signal.SIGCONT)
        self.judge, self.judging = None, None

    def _end(self, pid):
        """End a process and wait for it: others can write to the memory that it shared without copying it then."""
        try:
            ended = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None
        except OSError:  # it has ended, or is not what it was said to be
            ended = None
        self._signal(pid, signal.SIGKILL)
        if ended is not None:
            select.select([ended], [], [], GRACE)
            os.close(ended)

    def _answer(self, channel, pid, seconds, word=None):
        """Return the next message that has the word. A process that takes too long is interrupted, then ended."""
        forged = 0
        for number, wait in ((signal.SIGINT, seconds), (signal.SIGKILL, GRACE)):
            until = time.monotonic() + wait
            while heard := select.select([channel, self.outer], [], [], max(0, until - time.monotonic()))[0]:
                if channel not in heard:  # the pool waits for the answer: all that it can say is that it is gone
                    raise Closed("the pool has gone")
                channel.settimeout(GRACE + seconds)
                try:
                    answer = receive(channel)
                except Closed:
                    late = number == signal.SIGKILL
                    return {"died": LATE if late else "it ended the process", "timeout": late, "forged": forged}
                if answer.get("word") == word:
                    return answer | {"forged": forged}
                forged += 1  # it was not our code that has written this
            self._signal(pid, number)
        return {"died": LATE, "timeout": True, "forged": forged}

    def _stop_others(self):
        if self.alone:
            os.kill(-1, signal.SIGSTOP)
        else:
            self._signal_group(signal.SIGSTOP)
        self._signal(self.judge, signal.SIGCONT)

    def _signal_all(self, number):
        if self.alone:
            try:
                os.kill(-1, number)
            except ProcessLookupError:  # all have ended
                return
        else:
            self._signal_group(number)

    def _kill_all(self):
        self._signal_all(signal.SIGKILL)
        self._signal(self.student, signal.SIGKILL)
        os.waitpid(self.student, 0)

    def _signal_group(self, number):
        try:
            os.killpg(self.student, number)
        except (ProcessLookupError, PermissionError):  # it has ended
            return

    @staticmethod
    def _signal(pid, number):
        try:
            os.kill(pid, number)
        except ProcessLookupError:  # it has ended
            return

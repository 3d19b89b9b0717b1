"""Says why a test failed, from the error that stands under it: which misconception, or what else."""

import re
from dataclasses import dataclass

# The tests of the course write: Misconception: 'what is believed.' What is true. An apostrophe inside a word is no end.
MISCONCEPTION = re.compile(r"Misconception:\s+'(.+?)'(?=[\s.,;:)]|$)", re.DOTALL)
TIMEOUTS = {"CellTimeoutError", "KeyboardInterrupt", "Timeout", "TimeoutError"}
LONGEST = 4000  # characters of a message that are looked at; students can write messages too
SHOWN = 200

MISCONCEPTION_KIND, UNSOLVED, TIMEOUT, WRONG, ERROR = "misconception", "not solved", "time limit", "wrong", "error"


@dataclass(frozen=True)
class Reason:
    """Why a test failed: one of the kinds above, and the words that failures are grouped by."""

    kind: str
    words: str


def reasons(name, message):
    """Return the reasons for a failure with the exception `name` and its `message`: several misconceptions, or one."""
    message = " ".join(message[:LONGEST].split())
    believed = dict.fromkeys(found[1].strip().rstrip(".") for found in MISCONCEPTION.finditer(message))
    if believed:
        return [Reason(MISCONCEPTION_KIND, words[:SHOWN]) for words in believed]
    if name in TIMEOUTS:
        return [Reason(TIMEOUT, "did not end within the time limit")]
    if name == "NotImplementedError" and message.startswith("not solved yet"):
        return [Reason(UNSOLVED, "not solved yet")]
    if name == "AssertionError":
        return [Reason(WRONG, general(message) or "an assertion failed")]
    return [Reason(ERROR, f"{name[:80]}: {general(message)}" if message else name[:80])]


def general(message):
    """Return the message without what differs from student to student: lists, and numbers with a fraction."""
    message = re.sub(r"\[[^\[\]]*\]|\{[^{}]*\}", "[…]", message)
    message = re.sub(r"-?\b\d+\.\d+(e[+-]?\d+)?\b", "…", message)
    return message[:SHOWN]

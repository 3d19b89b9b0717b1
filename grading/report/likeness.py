"""Finds notebooks whose answers are nearly the same, in time that grows with the number of notebooks, not of pairs.

Winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003):
each notebook becomes a set of hashes of runs of tokens. Comments, docstrings, layout and the student's names do not
count, nor does what the exercise gave. A fragment that many have weighs less, and one that more than COMMON have says
nothing: where there is one natural answer, agreement is no evidence.
"""

import builtins
import io
import keyword
import math
import re
import tokenize
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

RUN = 8  # tokens in a fragment
WINDOW = 4  # of so many successive fragments one is kept: every common stretch of RUN + WINDOW - 1 tokens is noticed
COMMON = 20  # a fragment in more notebooks than this says nothing; also bounds the pairs that are looked at
ENOUGH = 12  # fragments that a notebook must have, beside what was given, to be compared
NEAR = 0.75  # the share from which on two notebooks are shown
LONGEST = 100_000  # characters of a cell that are looked at

KEPT_NAMES = (frozenset(dir(builtins)) | frozenset(keyword.kwlist)) - {"_"}
LAYOUT = {tokenize.NL, tokenize.COMMENT, tokenize.ENCODING, tokenize.ENDMARKER, tokenize.TYPE_COMMENT}
BLOCKS = {tokenize.INDENT: "{", tokenize.DEDENT: "}", tokenize.NEWLINE: ";"}
ROUGH = re.compile(r"[rbfuRBFU]*(?:'[^'\n]*'|\"[^\"\n]*\")|\w+|[^\w\s]")


@dataclass(frozen=True)
class Likeness:
    """Notebooks that are nearly the same: `share` of what is not given, weighted by rarity; 1.0 if all is the same."""

    students: tuple[str, ...]
    share: float


def normalised(source):
    """Return the tokens of `source` without comments, docstrings and layout, and all names but Python's own as `N`.

    Attributes keep their names: they belong to the library. Code that is not Python is split roughly.
    """
    source = source[:LONGEST]
    try:
        found = [(token.type, token.string) for token in tokenize.generate_tokens(io.StringIO(source).readline)]
    except (tokenize.TokenError, SyntaxError, ValueError):
        rough = ROUGH.findall(re.sub(r"#[^\n]*", "", source))
        kinds = [tokenize.NAME if text[0].isidentifier() and text[-1] not in "'\"" else tokenize.OP for text in rough]
        found = list(zip(kinds, rough, strict=True))
    found = [(kind, text) for kind, text in found if kind not in LAYOUT and (kind in BLOCKS or text.strip())]
    tokens = []
    for k, (kind, text) in enumerate(found):
        before = found[k - 1][1] if k and found[k - 1][0] not in BLOCKS else None
        after = found[k + 1][0] if k + 1 < len(found) else tokenize.NEWLINE
        if kind == tokenize.STRING and before is None and after == tokenize.NEWLINE:
            continue  # a docstring
        if kind in BLOCKS:
            text = BLOCKS[kind]
            if text == ";" and (not tokens or tokens[-1] in "{};"):
                continue
        elif kind == tokenize.NAME:
            if text not in KEPT_NAMES and before != ".":
                text = "N"
        elif kind == tokenize.STRING:
            text = '"' + text.lstrip("rbfuRBFU").strip("'\"") + '"'
        tokens.append(text)
    return tokens


def fragments(tokens):
    """Return the hashes of all runs of RUN tokens, in order. (zlib's, for they must be the same in every process.)"""
    last = max(1, len(tokens) - RUN + 1) if tokens else 0
    return [zlib.crc32("\0".join(tokens[k : k + RUN]).encode("utf-8", "surrogatepass")) for k in range(last)]


def fingerprints(tokens, given=frozenset()):
    """Return the set of hashes that stands for `tokens`. given: fragments that do not count."""
    own = [fragment for fragment in fragments(tokens) if fragment not in given]
    if len(own) <= WINDOW:
        return frozenset(own)
    return frozenset(min(own[k : k + WINDOW]) for k in range(len(own) - WINDOW + 1))


def find(answers, given):
    """Return the Likeness of all notebooks that are nearly the same, the most alike first, and how many were compared.

    answers: {student: sources of the cells that the student wrote}; given: sources of what the exercise gave.
    """
    stub = frozenset(fragment for source in given for fragment in fragments(normalised(source)))
    same = defaultdict(list)  # exact copies count as one notebook
    for student, sources in answers.items():
        # a cell at a time: one that is no Python must not spoil the others
        prints = frozenset().union(*(fingerprints(normalised(source), stub) for source in sources))
        if len(prints) >= ENOUGH:
            same[prints].append(student)
    holders = defaultdict(list)
    for number, prints in enumerate(same):
        for fragment in prints:
            holders[fragment].append(number)
    weight = {f: 1 / math.log2(max(2, len(has))) for f, has in holders.items() if len(has) <= COMMON}

    common = Counter()
    for fragment, has in holders.items():
        if fragment in weight:
            for pair in combinations(has, 2):
                common[pair] += weight[fragment]
    documents = list(same.items())
    # what only common fragments make up has a total of nearly 0, and a share of it means nothing
    rare = [sum(fragment in weight for fragment in prints) for prints, _ in documents]
    total = [sum(weight.get(fragment, 0) for fragment in prints) for prints, _ in documents]
    found = [
        Likeness(tuple(students), 1.0)
        for number, (_, students) in enumerate(documents)
        if len(students) > 1 and rare[number] >= ENOUGH // 2
    ]
    for (one, two), shared in common.items():
        share = shared / (total[one] + total[two] - shared)
        share = min(0.99, 2 * share / (1 + share))  # Dice's coefficient: the part of a notebook that the other has too
        if share >= NEAR and min(rare[one], rare[two]) >= ENOUGH // 2:
            # of a group of copies, one stands for all: the group has a row of its own
            found.append(Likeness((documents[one][1][0], documents[two][1][0]), share))
    found.sort(key=lambda likeness: (-likeness.share, -len(likeness.students), likeness.students))
    return found, sum(len(students) for _, students in documents)

"""Grades cases and prints which outcomes are not fair. The package's text shows how."""

import argparse
import tempfile
from pathlib import Path

from . import honest
from .batch import OURS, Batch
from .hostile import CASES


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.grading.corpus", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=["hostile", "honest"], default="hostile")
    parser.add_argument("--assignment", help="only the cases of this assignment")
    parser.add_argument("--case", action="append", help="only this case; may be given again")
    parser.add_argument(
        "--class", dest="kind_of_case", help="only the cases of a class that has these words in its name"
    )
    parser.add_argument("--grader", default=OURS, help="the command to grade with, without the assignment")
    parser.add_argument("--set-up", default="", help="a line to add to nbgrader_config.py")
    parser.add_argument("--each", action="store_true", help="a batch for each case: what does it do by itself?")
    parser.add_argument("--hazards", action="store_true", help="with another grader, also what harms this machine")
    parser.add_argument("--keep", type=Path, help="an empty folder to work in, which is kept")
    options = parser.parse_args()
    cases = CASES if options.kind == "hostile" else [case for name in honest.ASSIGNMENTS for case in honest.cases(name)]
    cases = [
        case
        for case in cases
        if (not options.assignment or case.assignment == options.assignment)
        and (not options.case or case.name in options.case)
        and (not options.kind_of_case or options.kind_of_case in case.kind)
        and (options.grader == OURS or options.hazards or not case.hazard)
    ]
    groups = {}
    for case in cases:
        groups.setdefault((case.assignment, case.name if options.each else ""), []).append(case)
    unfair = 0
    with tempfile.TemporaryDirectory() as temporary:
        for k, ((assignment, name), group) in enumerate(groups.items()):
            batch = Batch((options.keep or Path(temporary)) / f"{k}", assignment, group, options.set_up)
            batch.grade(options.grader)
            print(f"{assignment} {name}: {len(group)} cases, {batch.seconds:.0f} s, exit code {batch.code}", flush=True)
            for case in group:
                wrong = batch.unfair_to(case)
                unfair += bool(wrong)
                if wrong:
                    print(f"  {case.kind} | {case.name} | {'; '.join(wrong)[:400]}")
            for words in batch.unfair_to_others():
                print(f"  the batch | {words}")
    print(f"{len(cases)} cases, {unfair} with an outcome that is not fair")


if __name__ == "__main__":
    main()

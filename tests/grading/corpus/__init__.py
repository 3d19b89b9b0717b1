"""Submissions with a known fair outcome: honest ones, and broken and hostile ones.

    python -m tests.grading.corpus                                all hostile cases, with python -m grading autograde
    python -m tests.grading.corpus honest --assignment 04_detach  the honest ones of one exercise notebook
    python -m tests.grading.corpus --case equals_everything       only this case
    python -m tests.grading.corpus --grader "nbgrader autograde"  without the cases that harm the machine

In the order of reading: cases.py (what a case is), submission.py (what a case changes), hostile/ and honest.py (the
cases), batch.py (hands them in and grades them), checks.py (what is looked at afterwards).
"""

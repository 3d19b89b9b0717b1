"""Broken and hostile submissions, one module for each class."""

from . import calls, damage, files, machinery, network, reader, reads, resources, stops, talks, verdicts, writes

CASES = [
    case
    for module in (talks, verdicts, calls, machinery, damage, files, stops, resources, reads, writes, network, reader)
    for case in module.CASES
]

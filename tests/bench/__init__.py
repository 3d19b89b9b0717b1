"""Benchmarks: `python -m tests.bench autograd` and `... draw` print how fast minigrad is beside other packages,
`... grading` how fast grading is beside nbgrader."""

"""Benchmarks: `python -m tests.bench autograd` prints how fast minigrad is beside hand-written NumPy and PyTorch."""

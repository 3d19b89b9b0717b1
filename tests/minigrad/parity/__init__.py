"""Programs that are run on minigrad and compared with what PyTorch did, live or as recorded.

`programs/` holds the programs, `observe.py` turns what they return into plain data, `recorded.json` holds what PyTorch
returned, and `python -m tests.minigrad.parity.record` makes that file anew (PyTorch must be installed).
"""

"""The operation table: every operation on many inputs, compared with what PyTorch makes of them.

`table.py` lists expressions and inputs, `observe.py` runs one and describes what came out: values, dtypes, gradients,
second gradients, node names, views. `recorded.json` holds what PyTorch did, and `python -m tests.minigrad.ops.record`
makes that file anew (PyTorch must be installed).
"""

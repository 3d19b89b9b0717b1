"""The packages whose graphs are drawn: minigrad, and PyTorch where it is installed."""

import importlib
import importlib.util

BACKENDS = [importlib.import_module(name) for name in ("minigrad", "torch") if importlib.util.find_spec(name)]

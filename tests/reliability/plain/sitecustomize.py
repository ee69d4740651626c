"""On PYTHONPATH: a program and its children run as where the extra `fast` is not installed, and none compiles."""

import sys

sys.modules["numba"] = None  # type: ignore[assignment]

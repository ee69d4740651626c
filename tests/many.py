"""How many times as much as in CI the long suites do: as `CITECAST_FUZZ` says."""

from __future__ import annotations

import os

MANY = int(os.environ.get("CITECAST_FUZZ", "1"))

"""Words are found as they may be written otherwise, and marked in the verbatim text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from search.engine import Engine
from search.results.values import SearchRequest
from search.service import Service
from search.settings import Settings

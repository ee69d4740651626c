"""Words are found as they may be written otherwise, and marked in the verbatim text."""

from __future__ import annotations

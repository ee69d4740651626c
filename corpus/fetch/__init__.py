"""Fetching what an address names, safely."""

"""Readers: one file per format, one registry; bytes and hints in, a Reading out."""

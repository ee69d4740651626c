"""Listening to recordings: what waits on the disk to be heard, and what becomes of it."""

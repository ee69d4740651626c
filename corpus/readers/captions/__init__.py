"""Captions: timed cues, joined into turns."""

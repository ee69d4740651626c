"""Captions: cues with a begin and an end each, joined into turns."""

"""The files of a segment: bytes to arrays and back."""

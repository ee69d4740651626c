"""The compiled executor."""

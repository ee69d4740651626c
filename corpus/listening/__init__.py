"""Listening: from a recording to the words that a machine hears in it, in a process with limits."""

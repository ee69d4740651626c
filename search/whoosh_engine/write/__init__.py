"""Writing: sessions, commits and merges."""

"""From what a user names to what the library keeps and the index knows."""

"""What makes the index one that Whoosh opens."""

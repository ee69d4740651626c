"""What a commit made: the manifest, and its segments read as one."""

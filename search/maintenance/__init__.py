"""Care of a library and its index: backups, and what is wrong with them."""

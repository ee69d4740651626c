"""Documents: what they are, how they are read, kept and cited."""

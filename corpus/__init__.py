"""Citecast's documents: what they are, how they are read, kept and cited."""

"""How printed words and those that were heard are compared: as they are said, in pairs, and between these."""

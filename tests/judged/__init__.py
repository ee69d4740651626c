"""Queries over a library of our own, judged by verbatim texts and by a reading of the rules apart from the code's."""

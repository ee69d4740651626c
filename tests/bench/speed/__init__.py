"""Citecast beside other search engines, in one run on one corpus: `python -m tests.bench.speed`."""

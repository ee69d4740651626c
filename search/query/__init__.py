"""The query language: text in, a tree and diagnostics out; total on any text."""

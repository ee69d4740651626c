"""Whoosh over our segments: its codec, fields, readers and writers."""

"""Transcripts and chapters as data: JSON, XML, tables."""

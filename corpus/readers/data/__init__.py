"""Transcripts and chapters as data, in JSON, XML and tables: fields say who speaks and when."""

"""Drafts, which quote documents: from an author's file to its paragraphs."""

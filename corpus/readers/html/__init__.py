"""Pages: which part is the article, and its sections."""

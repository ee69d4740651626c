"""Text that people and programs write: plain, Markdown, DOCX, JSON."""

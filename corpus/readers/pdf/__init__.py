"""PDF reports: text in reading order, without what runs along the pages."""

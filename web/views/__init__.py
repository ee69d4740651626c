"""Views: the pages and what they are sent, a file by subject, each with a blueprint of its own."""

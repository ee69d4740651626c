"""Text that people write, plain, Markdown and Word: who speaks in it is to be found in its prose."""

"""The library for assistants: tools that search, read, cite and verify, over the Model Context Protocol."""

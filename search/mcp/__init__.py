"""The library for assistants: tools that search, read and cite, over the Model Context Protocol."""

"""All that knows Whoosh."""

"""Whether quotations in drafts are told apart: exact, fair, altered, not found; and whether who said them is."""

"""Pages as programs see them: what they say of themselves, and other forms that they can be had in."""

"""How well passages are ranked, on test collections, beside other engines."""

"""Whether passages that are known are among the first ten of what the product answers."""

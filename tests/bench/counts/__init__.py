"""Whether all that is counted is what is counted passage by passage, over the transcript archive."""

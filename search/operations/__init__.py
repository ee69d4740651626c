"""What other programs can ask a library for: operations, each with its parameters and the shape of its answer."""

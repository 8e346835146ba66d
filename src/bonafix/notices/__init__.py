"""What was told to whom, when, by which channel; each notice effective once."""

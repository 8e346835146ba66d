"""The verbs of a claim, one file for each party."""

"""The verbs of a repair, one file each."""

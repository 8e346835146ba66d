"""Doctored pictures against honest ones: how often the comparing is right, and where."""

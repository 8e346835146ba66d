"""Decisions in milliseconds: where an urgent job goes, and what moves for it."""

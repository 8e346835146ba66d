"""Who may do what: one table of verb × role × relation, and one door that asks it."""

from bonafix.access.rules import Subject, may, require

__all__ = ["Subject", "may", "require"]

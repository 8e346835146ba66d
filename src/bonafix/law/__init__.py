"""Law: dated rules, and where stated facts lead by them. Tracks, never verdicts.

A pure library: no Django, no database, no network, no clock. Rules: see docs/grade.md.
"""

from bonafix.law.catalogue import Catalogue, catalogue
from bonafix.law.errors import BadFacts, BadRule
from bonafix.law.grader import grade
from bonafix.law.model import Act, Facts, Grade, Platform, Rule, Track
from bonafix.law.reading import load

__all__ = [
    "Act",
    "BadFacts",
    "BadRule",
    "Catalogue",
    "Facts",
    "Grade",
    "Platform",
    "Rule",
    "Track",
    "catalogue",
    "grade",
    "load",
]

"""Examine: pictures in, findings out. A pure library: no Django, no database, no network.

Nothing here decides anything: a finding says what was measured and what it cannot show.
"""

from bonafix.examine.model import Analyser, ErrorRate, Finding, Picture, Region, Strength

__all__ = ["Analyser", "ErrorRate", "Finding", "Picture", "Region", "Strength"]

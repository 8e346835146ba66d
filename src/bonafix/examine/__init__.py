"""Examine: pictures in, findings out. A pure library: no Django, no database, no network.

Nothing here decides anything: a finding says what was measured and what it cannot show.
"""

from bonafix.examine.model import (
    Analyser,
    Attachment,
    ErrorRate,
    Finding,
    Options,
    Picture,
    Region,
    Strength,
)
from bonafix.examine.runner import Report, Runner

__all__ = [
    "Analyser",
    "Attachment",
    "ErrorRate",
    "Finding",
    "Options",
    "Picture",
    "Region",
    "Report",
    "Runner",
    "Strength",
]

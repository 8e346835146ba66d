"""Who goes where and when: a pure library from jobs and people to a checked plan.

No Django, no database, no network. `plan` is the door; docs/routing.md tells the rest.
"""

from bonafix.routing.checker import Fault, check
from bonafix.routing.engines.base import Deadline
from bonafix.routing.model import (
    Break,
    Costs,
    Job,
    Plan,
    Problem,
    Promise,
    Rates,
    Route,
    Stop,
    Technician,
    Window,
)
from bonafix.routing.planner import plan

__all__ = [
    "Break",
    "Costs",
    "Deadline",
    "Fault",
    "Job",
    "Plan",
    "Problem",
    "Promise",
    "Rates",
    "Route",
    "Stop",
    "Technician",
    "Window",
    "check",
    "plan",
]

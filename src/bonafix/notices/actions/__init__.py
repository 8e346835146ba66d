"""Telling a party something, and getting it there."""

from bonafix.notices.actions.delivery import deliver
from bonafix.notices.actions.telling import notify

__all__ = ["deliver", "notify"]

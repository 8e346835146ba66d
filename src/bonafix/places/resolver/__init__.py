"""From a text to a division, without a guess."""

from bonafix.places.resolver.answer import resolve

__all__ = ["resolve"]

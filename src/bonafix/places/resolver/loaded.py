"""Everything that a lookup can need, loaded together."""

from functools import lru_cache

from bonafix.places.gazetteer import Gazetteer, gazetteer
from bonafix.places.resolver import repair
from bonafix.places.resolver.latin import index_of
from bonafix.places.resolver.usage import words as words_of_every_day
from bonafix.places.text import simplifier


@lru_cache(maxsize=1)
def ready() -> Gazetteer:
    """The list, and all that a rare text needs: no lookup pays for loading but the first."""
    known = gazetteer()
    simplifier(), words_of_every_day(), repair.readings(), repair.shapes(), index_of(known)
    return known

"""Making all codes anew, for a new version of them or after a loss."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bonafix.evidence.reuse.index import Given
from bonafix.evidence.reuse.models import PictureCode
from bonafix.evidence.reuse.search import Found, find_again
from bonafix.operators.actors import Actor


@dataclass(frozen=True, slots=True)
class Source:
    """One package's pictures that are searched: all of them, and what a match wakes."""

    series: str
    given: Callable[[], Iterable[Given]]
    found: Found


_sources: dict[str, Source] = {}


def contribute(source: Source) -> None:
    """Register a source; the same series again replaces it."""
    _sources[source.series] = source


def rebuild(system: Actor, now: Callable[[], datetime]) -> int:
    """Drop every code of this operator and make it anew, oldest first; how many.

    Matches that were recorded stay; pictures that were never searched are searched now.
    """
    done = 0
    for source in _sources.values():
        PictureCode.objects.filter(series=source.series).delete()
        for given in source.given():
            find_again(system, now(), given, source.found)
            done += 1
    return done

"""Was one of the buyer's pictures given before? A finding for people; it holds nothing."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.claims.models import Claim, Shot
from bonafix.claims.queries import shots_of
from bonafix.evidence.reuse.index import Given
from bonafix.evidence.reuse.models import PictureMatch
from bonafix.evidence.reuse.rebuild import Source
from bonafix.evidence.reuse.search import find_again, matches_of
from bonafix.examine.model import Finding
from bonafix.examine.reuse import words
from bonafix.kit.clock import SHANGHAI
from bonafix.ledger.acts import Act
from bonafix.operators.actors import Actor

SERIES: Final = "claims"


def search_again(system: Actor, now: datetime, case_id: UUID) -> None:
    """Search for each of the buyer's pictures among those of other claims. Idempotent, slow."""
    for shot in shots_of(case_id, "buyer"):
        # Of clips and documents there are no codes.
        if not shot.file.media_type.startswith("image/"):
            continue
        find_again(system, now, _given(shot), _nothing)


def _given(shot: Shot) -> Given:
    return Given(SERIES, shot.case_id, shot.party_id, shot.file_id)


def _nothing(_act: Act, _fresh: list[PictureMatch]) -> None:
    """The finding stands at the claim; whoever reviews it sees it."""


def _all() -> Iterator[Given]:
    shots = Shot.objects.filter(side="buyer", file__media_type__startswith="image/")
    return (_given(shot) for shot in shots.order_by("id"))


SOURCE: Final = Source(SERIES, _all, _nothing)


def reuse_findings(claim: Claim, shot: Shot) -> list[Finding]:
    """What is said of this picture; of another merchant's case neither number nor name."""
    return [
        _finding(claim, one, other_of(one, shot.case_id))
        for one in matches_of(shot.case_id)
        if shot.file_id in (one.file_id, one.other_file_id)
    ]


def other_of(match: PictureMatch, case_id: UUID) -> tuple[UUID, UUID]:
    """(case, file) of the other side of a match."""
    if match.case_id == case_id:
        return match.other_case_id, match.other_file_id
    return match.case_id, match.file_id


def _finding(claim: Claim, match: PictureMatch, other: tuple[UUID, UUID]) -> Finding:
    theirs = Claim.objects.select_related("case").get(case_id=other[0])
    given = Shot.objects.get(case_id=other[0], file_id=other[1])
    here = theirs.merchant_id == claim.merchant_id
    same = match.way == "same_file"
    statement = {
        (True, True): words.SAME_FILE,
        (True, False): words.SAME_FILE_ELSEWHERE,
        (False, True): words.SAME_PHOTO,
        (False, False): words.SAME_PHOTO_ELSEWHERE,
    }[same, here]
    told = [("day", given.at.astimezone(SHANGHAI).date().isoformat())]
    if here:
        told.append(("case", theirs.case.number))
    return Finding(
        analyser="reuse",
        kind="reused",
        strength="moderate" if match.way == "photographed" else "strong",
        statement=statement,
        limits=words.LIMITS,
        params=tuple(told),
    )

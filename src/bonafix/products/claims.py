"""The keyed hashes by which operators find out that a number is claimed twice, and no more."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count

from bonafix.kit.sealing import lookup_hash
from bonafix.operators.keys import master_key
from bonafix.products.models import HotlineClaim


def _key() -> bytes:
    return master_key().derive("hotline-claims")


def number_hash(number: str) -> bytes:
    """The same for all operators, so that they meet; nobody without the key can guess it."""
    return lookup_hash(_key(), "number", number)


def claimant_hash(operator_id: UUID, brand_id: UUID, number: str) -> bytes:
    """Another one for each operator, brand and number, so that it tells nobody who it is."""
    return lookup_hash(_key(), "claimant", f"{operator_id}/{brand_id}/{number}")


def enter(operator_id: UUID, brand_id: UUID, number: str) -> None:
    """Put a claim into the common list; once is enough."""
    HotlineClaim.objects.get_or_create(
        claimant_hash=claimant_hash(operator_id, brand_id, number),
        defaults={"number_hash": number_hash(number)},
    )


def leave(operator_id: UUID, brand_id: UUID, number: str) -> None:
    """Take a claim out of the common list."""
    mine = claimant_hash(operator_id, brand_id, number)
    HotlineClaim.objects.filter(claimant_hash=mine).delete()


def disputed(numbers: Iterable[str]) -> set[str]:
    """Those of the numbers that more than one brand claims, here or at any other operator."""
    by_hash = {number_hash(number): number for number in numbers}
    if not by_hash:
        return set()
    found = (
        HotlineClaim.objects.filter(number_hash__in=list(by_hash))
        .values("number_hash")
        .annotate(claims=Count("claimant_hash"))
        .filter(claims__gt=1)
        .values_list("number_hash", flat=True)
    )
    return {by_hash[bytes(one)] for one in found}

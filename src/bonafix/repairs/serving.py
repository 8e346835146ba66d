"""Who serves a place, by what was published: asked for a report and for an inspection."""

from datetime import datetime
from uuid import UUID

from bonafix.products.queries import coverage_for, standing
from bonafix.products.rules import who_serves
from bonafix.repairs.actions.report import Service


def who_goes(code: str, brand_id: UUID, urgent: bool, now: datetime, place_status: str) -> Service:
    """Which outlet (or the brand itself) serves a place, or why nobody does."""
    if not code:
        return Service(None, "", f"place_{place_status}")
    reaches = coverage_for(code, brand_id)
    serving = who_serves(code, reaches, now, urgent)
    if not serving:
        return Service(None, "", "outside_coverage")
    # The first is on standby, if anybody is, and declared the place most exactly.
    party_id = serving[0].party_id
    if any(reach.by_brand for reach in reaches if reach.party_id == party_id):
        return Service(None, "authorised", "")
    return Service(party_id, standing(party_id, brand_id, now), "")

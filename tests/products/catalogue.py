"""A made-up catalogue to test with."""

from datetime import datetime, timedelta
from uuid import UUID

from bonafix.files.actions import store
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.models import Party, PartyRole
from bonafix.products import actions
from bonafix.products.models import Brand, Coverage, Hotline

EDITION = "2025-12-31"
ALWAYS = [{"days": [0, 1, 2, 3, 4, 5, 6], "from": "00:00", "to": "24:00"}]
YEAR = timedelta(days=365)


def boss(operator: Operator) -> Actor:
    return Actor(operator.id, "staff", roles=frozenset({"admin"}))


def organisation(operator: Operator, now: datetime, title: str, role: str) -> UUID:
    party = Party(operator_id=operator.id, kind="organisation", title=title, created_at=now)
    is_a = PartyRole(operator_id=operator.id, party=party, role=role, since=now)
    with begin(boss(operator), now) as act:
        act.record("people.organisation_added", ("party", party.id), rows=[party, is_a])
    return party.id


def brand(operator: Operator, now: datetime, title: str = "磐扣") -> Brand:
    party_id = organisation(operator, now, title, "brand")
    with begin(boss(operator), now) as act:
        return actions.add_brand(act, party_id=party_id, title=title, title_en="Pankou")


def outlet(operator: Operator, now: datetime, title: str = "景洪网点") -> UUID:
    return organisation(operator, now, title, "outlet")


def paper(operator: Operator, now: datetime) -> UUID:
    with begin(boss(operator), now) as act:
        return store(act, b"%PDF-1.7", "application/pdf", "authorisation", None, "hotline").id


def cover(
    operator: Operator, now: datetime, party_id: UUID, brand_id: UUID, code: str, **more: object
) -> Coverage:
    with begin(boss(operator), now) as act:
        return actions.add_coverage(
            act,
            party_id=party_id,
            brand_id=brand_id,
            division_code=code,
            edition=EDITION,
            **more,  # type: ignore[arg-type]
        )


def hotline(
    operator: Operator, now: datetime, brand_id: UUID, number: str, *, proven: bool = True
) -> Hotline:
    with begin(boss(operator), now) as act:
        line = actions.claim_hotline(act, brand_id=brand_id, number=number)
    if proven:
        document = paper(operator, now)
        with begin(boss(operator), now) as act:
            line = actions.authorise_hotline(
                act, line.id, document_id=document, valid_from=now, valid_to=now + YEAR
            )
    return line

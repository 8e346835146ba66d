"""What a person sent about a claim, by their own word. Nothing here sends anything."""

from datetime import date, datetime
from typing import Final

from bonafix.cases.queries import require_case
from bonafix.claims.models import Letter
from bonafix.claims.queries import claim_by_number
from bonafix.claims.rules.people import check_words
from bonafix.kit.clock import local
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.sealing import seal

HOW: Final = ("post", "counter", "portal", "mail", "other")


def note_sent(
    actor: Actor, now: datetime, number: str, draft: str, to: str, how: str, sent_on: date
) -> Letter:
    """Which text went where, how and on which day; for a text that stays a draft there is no row.

    `Invalid` for an empty addressee, an unknown way, or a day that has not come yet.
    """
    where = check_words(" ".join(to.replace("\x00", "").split()))
    if not 2 <= len(where) <= 200:
        raise Invalid("addressee_missing", "Please say to whom it was sent.", field="to")
    if how not in HOW:
        raise Invalid("way_unknown", "Please choose how it was sent.", field="how")
    case, claim = claim_by_number(number)
    require_case(actor, "claim.letter", case)
    if not local(claim.opened_at).date() <= sent_on <= local(now).date():
        raise Invalid(
            "sent_on", "Please give the day on which it was sent, today at the latest.",
            field="sent_on",
        )  # fmt: skip
    with begin(actor, now) as act:
        row = Letter(
            operator_id=act.operator_id,
            case_id=case.id,
            draft=draft[:40],
            to=seal(claim.merchant_id, where),
            how=how,
            sent_on=sent_on,
            by=actor.label(),
            at=now,
        )
        act.record("claims.letter_sent", ("case", case.id), rows=[row], body={"draft": row.draft})
    return row

"""What a person agrees to, and takes back as easily."""

from uuid import UUID

from bonafix.ledger.acts import Act
from bonafix.people.models import Consent


def give_consent(
    act: Act, party_id: UUID, *, purpose: str, wording_version: str, channel: str
) -> Consent:
    """The person agreed to a purpose in a version of the words, over a channel."""
    row = Consent(
        party_id=party_id,
        purpose=purpose,
        wording_version=wording_version,
        channel=channel,
        given_at=act.now,
    )
    act.record("people.consent_given", ("party", party_id), rows=[row])
    return row


def withdraw_consent(act: Act, party_id: UUID, purpose: str) -> int:
    """The person agrees no longer, whatever versions there were; returns how many held."""
    rows = list(
        Consent.objects.select_for_update(no_key=True)
        .filter(party_id=party_id, purpose=purpose, withdrawn_at__isnull=True)
        .order_by("id")
    )
    for row in rows:
        row.withdrawn_at = act.now
    if rows:
        act.record("people.consent_withdrawn", ("party", party_id), rows=rows)
    return len(rows)

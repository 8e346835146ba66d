"""Whoever holds the link of an ask, or of the claim it is for: which ask, and who they are."""

from dataclasses import dataclass
from uuid import UUID

from bonafix.claims.actions.capturing import capture_of
from bonafix.claims.models import Claim
from bonafix.evidence.models import Ask
from bonafix.evidence.queries import KIND
from bonafix.files.models import Upload
from bonafix.files.uploads import actions as uploads
from bonafix.files.uploads.rules import NoSuchUpload
from bonafix.kit.clock import now
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import current_operator_id
from bonafix.people.actors import customer_actor
from bonafix.people.errors import LinkUnknown
from bonafix.people.tokens import redeem


@dataclass(frozen=True)
class HeldAsk:
    """An ask as the holder of its link has it: nothing else of the case.

    `claim`: the link is that of the buyer's claim, whose page is the way back.
    """

    token: str
    ask: Ask
    actor: Actor
    claim: bool = False

    def upload(self, pk: UUID) -> Upload:
        """An upload for this ask; with a claim's link, for any ask of the same buyer there."""
        if not self.claim:
            return uploads.find(pk, (KIND, self.ask.id))
        asks = Ask.objects.filter(case_id=self.ask.case_id, party_id=self.ask.party_id)
        row = Upload.objects.filter(pk=pk, subject_kind=KIND, subject_id__in=asks.values("id"))
        found = row.first()
        if found is None:
            raise NoSuchUpload
        return uploads.find(pk, (KIND, found.subject_id))


def held(token: str) -> HeldAsk:
    """The ask of a link of this host's operator. `LinkUnknown` and `LinkExpired` (404)."""
    claim, ask = False, None
    try:
        operator_id, ask_id = redeem(token, "evidence", now())
        ask = Ask.objects.filter(pk=ask_id).select_related("case").first()
    except LinkUnknown:
        operator_id, case_id = redeem(token, "claim", now())
        row = Claim.objects.filter(case_id=case_id).first()
        ask, claim = (capture_of(row) if row is not None else None), True
    if operator_id != current_operator_id() or ask is None:
        raise LinkUnknown
    return HeldAsk(token, ask, customer_actor(operator_id, ask.case_id, ask.party_id), claim)

"""Who contributes to what. With `events`, the only place that knows all packages."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from bonafix.cases.contacting import end_with_person as end_contacts_of
from bonafix.cases.models import Case, CaseLink, CaseParty, Contact, Message
from bonafix.cases.own import MessageData, MessageRetention, doors_of
from bonafix.claims import own as claims_own
from bonafix.claims.actions import reusing
from bonafix.config import events
from bonafix.deadlines.queries import check_index
from bonafix.dispatch.models import Booking, Technician
from bonafix.evidence import own as evidence_own
from bonafix.evidence import registry as evidence
from bonafix.evidence.reuse import rebuild
from bonafix.evidence.reuse.index import forget_codes
from bonafix.evidence.rows import CasePeople, CaseRows
from bonafix.files.keys import PersonCells, use_person_cells
from bonafix.files.own import FileData
from bonafix.files.verify import check_files
from bonafix.ledger.audit import contribute as contribute_audit
from bonafix.notices.filling import Filler, fill_with
from bonafix.notices.models import Notice
from bonafix.notices.own import NoticeData, NoticeRetention
from bonafix.operators.addresses import public_url
from bonafix.people import erasure, mydata, sealing
from bonafix.people.audit import check_sealed
from bonafix.people.tokens import issue
from bonafix.products.own import UnitData
from bonafix.products.queries import check_claims
from bonafix.repairs.actions import shown_again
from bonafix.repairs.actions.recording import end_with_person as end_recordings_of
from bonafix.repairs.models import Repair
from bonafix.repairs.own import EVIDENCE, RepairData, RepairRetention
from bonafix.transfer.own import TransferData, TransferRetention

LINK_SECONDS = 400 * 86400


def _technician(_operator_id: UUID, case_id: UUID | None, value: str, _now: datetime) -> str:
    """Who comes, and where they do not come in the brand's name, that too."""
    found = Technician.objects.filter(pk=value).first() if value else None
    if found is None:
        return ""
    repair = Repair.objects.filter(case_id=case_id).first() if case_id else None
    if repair is not None and repair.standing == "independent":
        return _("%(name)s (independent repair, not the brand's)") % {"name": found.public_name}
    return found.public_name


def _link(operator_id: UUID, case_id: UUID | None, value: str, now: datetime) -> str:
    """A link of its own for each notice: only hashes of links are stored.

    `value`: the id of whoever the customer named; what they do is on record as theirs.
    """
    if case_id is None:
        return ""
    if value:
        token = issue(operator_id, "contact", UUID(value), now, LINK_SECONDS)
        return f"{public_url(operator_id)}/t/{token}/"
    purpose, path = ("claim", "c") if events.is_claim(case_id) else ("track", "t")
    token = issue(operator_id, purpose, case_id, now, LINK_SECONDS)
    return f"{public_url(operator_id)}/{path}/{token}/"


def _door_code(_operator_id: UUID, case_id: UUID | None, _value: str, _now: datetime) -> str:
    repair = Repair.objects.filter(case_id=case_id).first() if case_id else None
    return (sealing.unseal(bytes(repair.door_code)) or "") if repair else ""


def _inbox(operator_id: UUID, _case_id: UUID | None, _value: str, _now: datetime) -> str:
    return f"{public_url(operator_id)}/staff/offers/"


FILLERS: Final[tuple[tuple[str, Filler], ...]] = (
    ("technician", _technician),
    ("link", _link),
    ("code", _door_code),
    ("inbox", _inbox),
)


def connect() -> None:
    """Fill all tables of handlers and contributors."""
    events.wake()
    _contribute()


def _contribute() -> None:
    _fill_and_check()
    _keep_and_hand_out()


def _fill_and_check() -> None:
    use_person_cells(PersonCells(sealing.seal, sealing.unseal))
    for name, filler in FILLERS:
        fill_with(name, filler)
    for audited, check in (
        ("deadlines", check_index),
        ("files", check_files),
        ("people", check_sealed),
        ("products", check_claims),
    ):
        contribute_audit(audited, check)


def _keep_and_hand_out() -> None:
    for kept in (
        RepairRetention(),
        claims_own.ClaimRetention(),
        MessageRetention(),
        NoticeRetention(),
        TransferRetention(),
        evidence_own.EvidenceRetention(),
    ):
        erasure.contribute(kept)
    erasure.contribute_doors("cases", doors_of)
    erasure.contribute_forgetting("evidence", forget_codes)
    erasure.contribute_parting("recordings", end_recordings_of)
    erasure.contribute_parting("contacts", end_contacts_of)
    for source in (reusing.SOURCE, shown_again.SOURCE):
        rebuild.contribute(source)
    for data in (
        RepairData(),
        claims_own.ClaimData(),
        MessageData(),
        NoticeData(),
        FileData(),
        UnitData(),
        TransferData(),
        evidence_own.EvidenceData(),
    ):
        mydata.contribute(data)
    for part in (
        CasePeople(),
        CaseRows("cases", (Case, CaseParty, Message, CaseLink, Contact)),
        CaseRows("notices", (Notice,)),
        CaseRows("dispatch", (Booking,)),
        EVIDENCE,
        evidence_own.EVIDENCE,
        evidence_own.BUNDLES,
        claims_own.EVIDENCE,
    ):
        evidence.contribute(part)

"""Which event wakes whom, and who contributes to what. The only place that knows all packages."""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore
from django.utils.translation import gettext as _

from bonafix.cases.models import Case, CaseLink, CaseParty, Message
from bonafix.cases.own import MessageData, MessageRetention, doors_of
from bonafix.claims import own as claims_own
from bonafix.claims.actions.examining import examine_again, examine_claim
from bonafix.claims.actions.paying import pay, reconcile
from bonafix.claims.actions.watch import call_buyer
from bonafix.claims.actions.watch import on_deadline as on_claim_deadline
from bonafix.claims.queries import cases_of_order
from bonafix.deadlines.queries import check_index
from bonafix.dispatch.models import Booking, Technician
from bonafix.evidence import own as evidence_own
from bonafix.evidence import registry as evidence
from bonafix.evidence.actions import look_at, run_out, take_in
from bonafix.evidence.actions.asking import DUE as EVIDENCE_DUE
from bonafix.evidence.actions.packing import read_packing
from bonafix.evidence.rows import CasePeople, CaseRows
from bonafix.files.keys import PersonCells, use_person_cells
from bonafix.files.own import FileData
from bonafix.files.uploads.actions import give_up
from bonafix.files.verify import check_files, sweep
from bonafix.jobs import handlers
from bonafix.ledger.audit import contribute as contribute_audit
from bonafix.ledger.queue import listen_to
from bonafix.ledger.stamps import mail_newest, stamp_newest
from bonafix.notices.actions import deliver as deliver_notice
from bonafix.notices.filling import fill_with
from bonafix.notices.models import Notice
from bonafix.notices.own import NoticeData, NoticeRetention
from bonafix.operators.actors import Actor
from bonafix.operators.addresses import public_url
from bonafix.people import erasure, mydata, sealing
from bonafix.people.actions import ERASURE_ASKED, ERASURE_DUE, finish_erasure
from bonafix.people.audit import check_sealed
from bonafix.people.tokens import issue
from bonafix.products.own import UnitData
from bonafix.products.queries import check_claims
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.telling import is_to_customer
from bonafix.repairs.actions.voucher import issue_guarantee
from bonafix.repairs.actions.watch import call_customer, on_deadline
from bonafix.repairs.actions.wishes import erasure_not_answered
from bonafix.repairs.models import Repair
from bonafix.repairs.own import EVIDENCE, RepairData, RepairRetention
from bonafix.transfer import actions as transfer
from bonafix.transfer.actions.common import EXPORT_EXPIRES, IMPORT_EXPIRES
from bonafix.transfer.own import TransferData, TransferRetention

EXPIRES = {
    ("import", IMPORT_EXPIRES),
    ("export", EXPORT_EXPIRES),
}
LINK_SECONDS = 400 * 86400


def _accepted(operator_id: UUID, now: datetime, *, case_id: str) -> None:
    arrange_visit(Actor.system(operator_id), now, UUID(case_id))


def _signed_off(operator_id: UUID, now: datetime, *, case_id: str) -> None:
    issue_guarantee(Actor.system(operator_id), now, UUID(case_id))


def _deadline(
    operator_id: UUID,
    now: datetime,
    *,
    deadline_id: str,
    subject_kind: str,
    subject_id: str,
    name: str,
) -> None:
    del deadline_id
    if subject_kind == "case":
        # Each knows its own cases, and leaves others alone.
        on_deadline(operator_id, now, UUID(subject_id), name)
        on_claim_deadline(operator_id, now, UUID(subject_id), name)
    elif (subject_kind, name) == ("party", ERASURE_DUE):
        finish_erasure(operator_id, now, UUID(subject_id))
    elif (subject_kind, name) == ("party", ERASURE_ASKED):
        erasure_not_answered(operator_id, now, UUID(subject_id))
    elif (subject_kind, name) in EXPIRES:
        transfer.expire(operator_id, now, subject_kind, UUID(subject_id))
    elif (subject_kind, name) == ("ask", EVIDENCE_DUE):
        run_out(operator_id, now, UUID(subject_id))


def _notice(operator_id: UUID, now: datetime, *, notice_id: str) -> None:
    deliver_notice(operator_id, now, UUID(notice_id))


def _technician(_operator_id: UUID, case_id: UUID | None, value: str, _now: datetime) -> str:
    """Who comes, and where they do not come in the brand's name, that too."""
    found = Technician.objects.filter(pk=value).first() if value else None
    if found is None:
        return ""
    repair = Repair.objects.filter(case_id=case_id).first() if case_id else None
    if repair is not None and repair.standing == "independent":
        return _("%(name)s (independent repair, not the brand's)") % {"name": found.public_name}
    return found.public_name


def _link(operator_id: UUID, case_id: UUID | None, _value: str, now: datetime) -> str:
    """A link of its own for each notice: only hashes of links are stored."""
    if case_id is None:
        return ""
    purpose, path = ("claim", "c") if _is_claim(case_id) else ("track", "t")
    token = issue(operator_id, purpose, case_id, now, LINK_SECONDS)
    return f"{public_url(operator_id)}/{path}/{token}/"


def _is_claim(case_id: UUID) -> bool:
    return Case.objects.filter(pk=case_id, kind="claim").exists()


def _door_code(_operator_id: UUID, case_id: UUID | None, _value: str, _now: datetime) -> str:
    repair = Repair.objects.filter(case_id=case_id).first() if case_id else None
    return (sealing.unseal(bytes(repair.door_code)) or "") if repair else ""


def _notice_failed(
    operator_id: UUID, now: datetime, *, notice_id: str, case_id: str, why: str
) -> None:
    """A customer could not be told: a person calls them. Staff find the case in their queue."""
    del why
    if not case_id:
        return
    if _is_claim(UUID(case_id)):
        call_buyer(Actor.system(operator_id), now, UUID(case_id))
    elif is_to_customer(UUID(notice_id), UUID(case_id)):
        call_customer(Actor.system(operator_id), now, UUID(case_id))


def _stamp(operator_id: UUID, now: datetime) -> None:
    stamp_newest(operator_id, now)


def _mail_anchor(operator_id: UUID, _now: datetime) -> None:
    mail_newest(operator_id)


def _sweep(operator_id: UUID, now: datetime) -> None:
    give_up(operator_id, now)
    sweep(operator_id, now)
    # Expired sessions hold sealed drafts of reports that were never sent.
    SessionStore.clear_expired()


def _uploaded(operator_id: UUID, now: datetime, *, import_id: str) -> None:
    transfer.check_file(operator_id, now, UUID(import_id))


def _came_in(operator_id: UUID, now: datetime, *, upload_id: str, subject_kind: str) -> None:
    if subject_kind == "ask":
        take_in(operator_id, now, UUID(upload_id))


def _look(operator_id: UUID, now: datetime, *, item_id: str) -> None:
    look_at(operator_id, now, UUID(item_id))


def _packed(operator_id: UUID, now: datetime, *, packing_id: str) -> None:
    read_packing(operator_id, now, UUID(packing_id))


def _packing_bound(operator_id: UUID, now: datetime, *, packing_id: str, order_id: str) -> None:
    """Claims of the order that are under way are measured against the new record too."""
    del packing_id
    for case_id in cases_of_order(UUID(order_id)):
        examine_again(Actor.system(operator_id), now, case_id)


def _apply(operator_id: UUID, now: datetime, *, import_id: str) -> None:
    transfer.apply_some(operator_id, now, UUID(import_id))


def _export(operator_id: UUID, now: datetime, *, export_id: str) -> None:
    transfer.build_export(operator_id, now, UUID(export_id))


def _evidenced(operator_id: UUID, now: datetime, *, case_id: str) -> None:
    examine_claim(Actor.system(operator_id), now, UUID(case_id))


def _goods_shown(operator_id: UUID, now: datetime, *, case_id: str) -> None:
    examine_again(Actor.system(operator_id), now, UUID(case_id))


def _granted(operator_id: UUID, now: datetime, *, case_id: str) -> None:
    pay(Actor.system(operator_id), now, UUID(case_id))


def _reconcile(operator_id: UUID, now: datetime) -> None:
    reconcile(Actor.system(operator_id), now)


# After each of these money is owed that a person, or a merchant's instruction, said yes to.
TO_PAY = (
    "accepted", "offer_taken", "granted", "granted_by_standing", "reversed", "payment_open",
)  # fmt: skip
# After each of these a repair is accepted, and somebody is looked for.
TO_ARRANGE = ("accepted", "rescheduled", "taken_back", "refused", "handed_back", "resumed")


def connect() -> None:
    """Fill all tables of handlers and contributors."""
    _wake()
    _contribute()


def _wake() -> None:
    handlers.clear()
    for name in TO_ARRANGE:
        handlers.on(f"repairs.{name}", _accepted)
    handlers.on("repairs.signed_off", _signed_off)
    handlers.on("deadlines.fired", _deadline)
    handlers.on("notices.queued", _notice)
    handlers.on("notices.failed", _notice_failed)
    handlers.on("anchors.stamp", _stamp)
    handlers.on("anchors.mail", _mail_anchor)
    handlers.on("files.sweep", _sweep)
    handlers.on("files.uploaded", _came_in)
    handlers.on("evidence.received", _look)
    handlers.on("evidence.packed", _packed)
    handlers.on("evidence.packing_bound", _packing_bound)
    handlers.on("transfer.uploaded", _uploaded)
    handlers.on("transfer.apply", _apply)
    handlers.on("transfer.export_asked", _export)
    handlers.on("claims.to_examine", _evidenced)
    handlers.on("claims.goods_shown", _goods_shown)
    for name in TO_PAY:
        handlers.on(f"claims.{name}", _granted)
    handlers.on("claims.reconcile", _reconcile)
    listen_to(handlers.events())


def _contribute() -> None:
    _fill_and_check()
    _keep_and_hand_out()


def _fill_and_check() -> None:
    use_person_cells(PersonCells(sealing.seal, sealing.unseal))
    for name, filler in (("technician", _technician), ("link", _link), ("code", _door_code)):
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
        CaseRows("cases", (Case, CaseParty, Message, CaseLink)),
        CaseRows("notices", (Notice,)),
        CaseRows("dispatch", (Booking,)),
        EVIDENCE,
        evidence_own.EVIDENCE,
        claims_own.EVIDENCE,
    ):
        evidence.contribute(part)

"""Which event wakes whom. With `wiring`, the only place that knows all packages."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore

from bonafix.cases.models import Case
from bonafix.claims.actions.capturing import take_captured
from bonafix.claims.actions.charging import OWED, collect
from bonafix.claims.actions.destroying import on_proof
from bonafix.claims.actions.examining import examine_again, examine_claim, preview
from bonafix.claims.actions.inspecting import call_off_needless, on_visit
from bonafix.claims.actions.paying import pay, reconcile
from bonafix.claims.actions.watch import call_buyer
from bonafix.claims.actions.watch import on_deadline as on_claim_deadline
from bonafix.claims.queries import cases_of_order
from bonafix.config import hook_events
from bonafix.evidence.actions import build_bundle, expire_bundle, look_at, run_out, take_in
from bonafix.evidence.actions.asking import DUE as EVIDENCE_DUE
from bonafix.evidence.actions.labels import remind
from bonafix.evidence.actions.packing import read_packing
from bonafix.evidence.actions.packing_uploads import take_packing
from bonafix.evidence.errors import BundleFailed
from bonafix.evidence.providers import ASK_PROVIDER
from bonafix.evidence.rules import BUNDLE_EXPIRES
from bonafix.files.uploads.actions import give_up
from bonafix.files.verify import sweep
from bonafix.jobs import handlers
from bonafix.ledger.queue import listen_to
from bonafix.ledger.stamps import mail_newest, renew_some, stamp_newest
from bonafix.notices.actions import deliver as deliver_notice
from bonafix.operators.actors import Actor
from bonafix.people.actions import ERASURE_ASKED, ERASURE_DUE, finish_erasure
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.recorded import take_in as take_in_recording
from bonafix.repairs.actions.recording import ENDS as RECORDING_ENDS
from bonafix.repairs.actions.recording import expire_recording
from bonafix.repairs.actions.shown_again import search_photo
from bonafix.repairs.actions.telling import is_to_customer
from bonafix.repairs.actions.voucher import issue_guarantee
from bonafix.repairs.actions.watch import call_customer, on_deadline
from bonafix.repairs.actions.wishes import erasure_not_answered
from bonafix.transfer import actions as transfer
from bonafix.transfer.actions.common import EXPORT_EXPIRES, IMPORT_EXPIRES

EXPIRES = {
    ("import", IMPORT_EXPIRES),
    ("export", EXPORT_EXPIRES),
}


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
    elif (subject_kind, name) in EXPIRES:
        transfer.expire(operator_id, now, subject_kind, UUID(subject_id))
    elif (subject_kind, name) in RUN_OUT:
        RUN_OUT[subject_kind, name](operator_id, now, UUID(subject_id))


# What happens when the time of something that is no case runs out.
RUN_OUT: Final[dict[tuple[str, str], Callable[[UUID, datetime, UUID], object]]] = {
    ("party", ERASURE_DUE): finish_erasure,
    ("party", ERASURE_ASKED): erasure_not_answered,
    ("ask", EVIDENCE_DUE): run_out,
    ("label", ASK_PROVIDER): remind,
    ("bundle", BUNDLE_EXPIRES): expire_bundle,
    ("recording", RECORDING_ENDS): expire_recording,
}


def _notice(operator_id: UUID, now: datetime, *, notice_id: str) -> None:
    deliver_notice(operator_id, now, UUID(notice_id))


def is_claim(case_id: UUID) -> bool:
    """True when the case is about money that a buyer asks back."""
    return Case.objects.filter(pk=case_id, kind="claim").exists()


def _notice_failed(
    operator_id: UUID, now: datetime, *, notice_id: str, case_id: str, why: str
) -> None:
    """A customer could not be told: a person calls them. Staff find the case in their queue."""
    del why
    if not case_id:
        return
    if is_claim(UUID(case_id)):
        call_buyer(Actor.system(operator_id), now, UUID(case_id), UUID(notice_id))
    elif is_to_customer(UUID(notice_id), UUID(case_id)):
        call_customer(Actor.system(operator_id), now, UUID(case_id))


def _stamp(operator_id: UUID, now: datetime) -> None:
    stamp_newest(operator_id, now)


def _renew(operator_id: UUID, now: datetime) -> None:
    renew_some(operator_id, now)


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
    elif subject_kind == "recording":
        take_in_recording(operator_id, now, UUID(upload_id))
    elif subject_kind == "packing":
        take_packing(operator_id, now, UUID(upload_id))


def _bundle(operator_id: UUID, now: datetime, *, bundle_id: str) -> None:
    with suppress(BundleFailed):  # on record, and on the page of who asked
        build_bundle(operator_id, now, UUID(bundle_id))


def _look(operator_id: UUID, now: datetime, *, item_id: str) -> None:
    look_at(operator_id, now, UUID(item_id))


def _counted(operator_id: UUID, now: datetime, *, case_id: str) -> None:
    take_captured(operator_id, now, UUID(case_id))


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


def _completion_shown(operator_id: UUID, now: datetime, *, picture_id: str) -> None:
    search_photo(Actor.system(operator_id), now, UUID(picture_id))


def _granted(operator_id: UUID, now: datetime, *, case_id: str) -> None:
    pay(Actor.system(operator_id), now, UUID(case_id))


def _gone_on(operator_id: UUID, now: datetime, *, case_id: str) -> None:
    preview(Actor.system(operator_id), now, UUID(case_id))


def _charged(operator_id: UUID, now: datetime, *, case_id: str) -> None:
    collect(Actor.system(operator_id), now, UUID(case_id))


def _proved(operator_id: UUID, now: datetime, *, ask_id: str, case_id: str) -> None:
    del case_id
    on_proof(Actor.system(operator_id), now, UUID(ask_id))


def _visited(operator_id: UUID, now: datetime, *, case_id: str) -> None:
    on_visit(Actor.system(operator_id), now, UUID(case_id))


def _left_inspecting(operator_id: UUID, now: datetime, *, case_id: str) -> None:
    call_off_needless(Actor.system(operator_id), now, UUID(case_id))


def _reconcile(operator_id: UUID, now: datetime) -> None:
    reconcile(Actor.system(operator_id), now)


# After each of these money is owed that a person, or a merchant's instruction, said yes to.
TO_PAY = (
    "accepted", "offer_taken", "granted", "granted_by_standing", "reversed", "payment_open",
)  # fmt: skip
# After each of these an inspection has told something, or comes to nothing.
OF_VISITS = (
    "inspected", "cancelled", "abandoned", "merged", "missed", "signed_off", "quote_declined",
    "door_declined",
)  # fmt: skip
# After each of these nobody needs to look at the goods of a claim any more.
WITHOUT_VISIT = ("accepted", "withdrawn", "inspected", "inspection_stopped")
# After each of these a repair is accepted, and somebody is looked for.
TO_ARRANGE = (
    *("accepted", "rescheduled", "taken_back", "refused", "handed_back", "resumed"),
    "offer_lapsed",
)


def wake() -> None:
    """Fill the table of handlers, from an empty one."""
    handlers.clear()
    for name in TO_ARRANGE:
        handlers.on(f"repairs.{name}", _accepted)
    handlers.on("repairs.signed_off", _signed_off)
    handlers.on("deadlines.fired", _deadline)
    handlers.on("notices.queued", _notice)
    handlers.on("notices.failed", _notice_failed)
    handlers.on("anchors.stamp", _stamp)
    handlers.on("anchors.renew", _renew)
    handlers.on("anchors.mail", _mail_anchor)
    handlers.on("files.sweep", _sweep)
    handlers.on("files.uploaded", _came_in)
    handlers.on("evidence.received", _look)
    handlers.on("evidence.counted", _counted)
    handlers.on("evidence.packed", _packed)
    handlers.on("evidence.packing_bound", _packing_bound)
    handlers.on("evidence.bundle_asked", _bundle)
    handlers.on("transfer.uploaded", _uploaded)
    handlers.on("transfer.apply", _apply)
    handlers.on("transfer.export_asked", _export)
    handlers.on("claims.to_examine", _evidenced)
    handlers.on("repairs.completion_shown", _completion_shown)
    handlers.on("claims.goods_shown", _goods_shown)
    hook_events.wake()
    for name in TO_PAY:
        handlers.on(f"claims.{name}", _granted)
    handlers.on("claims.gone_on", _gone_on)
    handlers.on(OWED, _charged)
    handlers.on("claims.reconcile", _reconcile)
    handlers.on("evidence.complete", _proved)
    for name in OF_VISITS:
        handlers.on(f"repairs.{name}", _visited)
    for name in WITHOUT_VISIT:
        handlers.on(f"claims.{name}", _left_inspecting)
    listen_to(handlers.events())

"""Whom the operator trusts as signer of Content Credentials: lists brought in and taken out."""

import hashlib
from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.evidence.errors import ListThere, ListUnusable, NoSuchList
from bonafix.evidence.models import TrustList
from bonafix.examine.model import Finding, Options, Picture
from bonafix.examine.reading.reader import Reader
from bonafix.examine.trust_lists import ANCHORS, MOST_BYTES, PLACE
from bonafix.files.actions import pieces_of, store
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor

LONGEST_TITLE: Final = 120


def import_trust(actor: Actor, now: datetime, title: str, content: bytes) -> TrustList:
    """Trust the signers of a list from now on; who brought it, when and its hash are on record.

    `ListUnusable` with a sentence; `ListThere` for the very same file; `NotAllowed`.
    """
    _may(actor)
    found = read_list(content)
    values = dict(found.params)
    sha256 = hashlib.sha256(content).digest()
    if TrustList.objects.filter(sha256=sha256, removed_at=None).exists():
        raise ListThere
    with begin(actor, now) as act:
        pem = next(one.content for one in found.attachments if one.name == ANCHORS)
        row = TrustList(
            title=" ".join(title.split())[:LONGEST_TITLE] or values["first"],
            sha256=sha256,
            file=store(act, pem, "application/x-pem-file", "catalogue", None, "trust list"),
            certificates=int(values["count"]),
            first=values["first"],
            account_id=actor.id if actor.kind == "staff" else None,
            added_at=now,
        )
        act.record("evidence.trust_imported", ("trust", row.id), rows=[row])
    return row


def remove_trust(actor: Actor, now: datetime, list_id: UUID) -> TrustList:
    """Trust these signers no more; what was said under the list stays as it was said."""
    _may(actor)
    if not TrustList.objects.filter(pk=list_id).exists():
        raise NoSuchList
    with begin(actor, now) as act:
        row = act.lock(TrustList, list_id)
        if row.removed_at is None:
            row.removed_at = now
            act.record("evidence.trust_removed", ("trust", row.id), rows=[row])
    return row


def read_list(content: bytes) -> Finding:
    """The finding on a list, read in a child with limits. `ListUnusable`."""
    if len(content) > MOST_BYTES:
        raise ListUnusable("list_unusable", "This file has more than 10 MB; no trust list has.")
    with Reader([PLACE]) as reader:
        answer = reader.analyse([Picture("list", content)], [PLACE], Options())
    if answer.ended is not None or not answer.findings:
        raise ListUnusable
    (found,) = answer.findings
    if found.kind != "trust_list":
        raise ListUnusable("list_unusable", found.statement, **dict(found.params))
    return found


def trust_options() -> Options:
    """What examinations are told of trust: all lists that hold now, or nothing."""
    rows = TrustList.objects.filter(removed_at=None).select_related("file").order_by("id")
    pem = b"".join(piece for row in rows for piece in pieces_of(row.file))
    return Options(trust_anchors=pem.decode("ascii") or None)


def _may(actor: Actor) -> None:
    require(actor, "trust.edit", Subject("operator", actor.operator_id, id=actor.operator_id))

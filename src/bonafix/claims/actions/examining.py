"""Pictures are measured in the worker, in a child with limits; nothing is decided here."""

import atexit
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.claims.actions.moving import hold, load, move
from bonafix.claims.actions.reusing import reuse_findings, search_again
from bonafix.claims.actions.standing import stand_by
from bonafix.claims.models import Claim, Examination, Shot
from bonafix.claims.queries import shots_of
from bonafix.claims.rules.states import ENDS, step
from bonafix.evidence.actions.labels import note_labels
from bonafix.evidence.actions.trust import trust_options
from bonafix.evidence.goods import goods_evidence
from bonafix.evidence.models import Packing, Reference
from bonafix.evidence.rules import LOOKED_INTO
from bonafix.examine.cli import as_dict
from bonafix.examine.model import Picture
from bonafix.examine.pool import Pool
from bonafix.examine.runner import Report, with_more
from bonafix.files.actions import read, store
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.sealing import seal

PREVIEW_EDGE = 1280
# For the life of this process: a burst of claims does not start a reading process for each.
RUNNERS = Pool()
atexit.register(RUNNERS.close)
# Each further picture to compare with costs about 0.3 s for each picture of the buyer.
MOST_REFERENCES = 12


@dataclass(frozen=True, slots=True)
class Measured:
    """One picture's report and its smaller copy."""

    shot: Shot
    report: Report
    preview: bytes | None = field(repr=False)


def examine_claim(system: Actor, now: datetime, case_id: UUID) -> None:
    """Measure the buyer's pictures, then ask the merchant. Idempotent."""
    if not _is_at(case_id, "evidenced"):
        return
    measured = measure(system, now, case_id)
    search_again(system, now, case_id)
    with begin(system, now) as act:
        case, claim = hold(act, case_id)
        if claim.status != "evidenced":
            return
        rows = _keep(act, case, claim, measured)
        claim.examined_at = now
        move(act, case, claim, step("examine", claim.status), rows=rows)
        stand_by(act, case, claim)


def examine_again(system: Actor, now: datetime, case_id: UUID) -> None:
    """The merchant has shown the goods: measure against them too. No state changes. Idempotent."""
    if Claim.objects.filter(case_id=case_id, status__in=("opened", "evidenced", *ENDS)).exists():
        return
    if _is_measured(case_id):
        return
    measured = measure(system, now, case_id)
    search_again(system, now, case_id)
    with begin(system, now) as act:
        case, claim = hold(act, case_id)
        rows = _keep(act, case, claim, measured)
        act.record("claims.measured_again", ("case", case.id), rows=rows)


def _is_measured(case_id: UUID) -> bool:
    """True when every picture was measured after the newest one came in."""
    shots = [one.id for one in measurable(case_id)]
    rows = Examination.objects.filter(case_id=case_id)
    if not shots:
        return True
    # Ids are in the order of their making.
    return set(rows.filter(id__gt=shots[-1]).values_list("shot_id", flat=True)) == set(shots)


def go_on(actor: Actor, now: datetime, number: str) -> Claim:
    """A person goes on without an examination, because none could be made."""
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "go_on")
        move(act, case, claim, transition)
    return claim


def preview(system: Actor, now: datetime, case_id: UUID) -> None:
    """Smaller copies of pictures that nobody measured: people look at them all the same.

    Idempotent; what no copy can be made of is looked at as it came.
    """
    shots = [one for one in shots_of(case_id) if one.preview_id is None]
    if not shots:
        return
    pictures = _contents(system, now, [(one.id, one.file_id) for one in shots])
    with RUNNERS.one() as runner:
        made = {one.id: runner.thumbnail(pictures[one.id], PREVIEW_EDGE) for one in shots}
    with begin(system, now) as act:
        case, _claim = hold(act, case_id)
        rows = [_copied(act, case, key, copy) for key, copy in made.items() if copy]
        if kept := [row for row in rows if row is not None]:
            act.record("claims.previewed", ("case", case_id), rows=kept)


def _copied(act: Act, case: Case, shot_id: UUID, copy: bytes) -> Shot | None:
    shot = Shot.objects.select_for_update(no_key=True).get(pk=shot_id)
    if shot.preview_id is not None:
        return None
    shot.preview = store(act, copy, "image/jpeg", "evidence", shot.party_id, f"claim {case.number}")
    return shot


def _is_at(case_id: UUID, status: str) -> bool:
    return Claim.objects.filter(case_id=case_id, status=status).exists()


def measure(system: Actor, now: datetime, case_id: UUID) -> list[Measured]:
    """The buyer's pictures against the merchant's, and as views of one thing; no transaction.

    The merchant's are those shown in the case, of the parcel, and of the goods as sold.
    """
    shots = measurable(case_id)
    goods = _goods(case_id)
    pictures = _contents(system, now, [(one.id, one.file_id) for one in (*shots, *goods)])
    known = [pictures[shot.id] for shot in shots if shot.side == "merchant"]
    known += [pictures[one.id] for one in goods]
    stills = [shot for shot in shots if shot.file.media_type.startswith("image/")]
    own = {shot.id: pictures[shot.id] for shot in stills if shot.side == "buyer"}
    # Each is compared with each: they are laid down once, not sent with every comparison.
    with RUNNERS.one(trust_options()) as runner, runner.lending([*own.values(), *known]):
        told = runner.between(list(own.values()))
        reports = dict(zip(own, runner.examine_all(list(own.values()), known), strict=True))

        def report(shot: Shot) -> Report:
            if shot.id not in own:
                return runner.examine(pictures[shot.id])
            return with_more(reports[shot.id], told.get(str(shot.id), ()))

        return [
            Measured(
                shot,
                report(shot),
                runner.thumbnail(pictures[shot.id], PREVIEW_EDGE) if not shot.preview_id else None,
            )
            for shot in shots
        ]


def measurable(case_id: UUID) -> list[Shot]:
    """The pictures of a case, and the clips and documents that are not too large to be read."""
    return [one for one in shots_of(case_id) if one.file.size <= LOOKED_INTO]


def _goods(case_id: UUID) -> list[Packing | Reference]:
    """Pictures of the goods as sold, then of the parcel; clips are looked at by people."""
    held = goods_evidence(Claim.objects.select_related("order").get(case_id=case_id).order)
    rows: list[Packing | Reference] = [*held.references, *held.packings]
    return [one for one in rows if one.file.media_type.startswith("image/")][:MOST_REFERENCES]


def _contents(system: Actor, now: datetime, files: list[tuple[UUID, UUID]]) -> dict[UUID, Picture]:
    """Id of a shot, a record or a reference → its picture, named by that id."""
    with begin(system, now) as act:
        return {
            key: Picture(str(key), read(act, file_id, "claim examine")) for key, file_id in files
        }


def _keep(act: Act, case: Case, claim: Claim, measured: list[Measured]) -> list[Examination | Shot]:
    rows: list[Examination | Shot] = []
    for one in measured:
        shot = Shot.objects.get(pk=one.shot.id)
        if one.preview is not None and (copied := _copied(act, case, shot.id, one.preview)):
            shot = copied
            rows.append(shot)
        if again := reuse_findings(claim, shot):
            one = replace(one, report=with_more(one.report, again))  # noqa: PLW2901
        note_labels(act, case, shot.party_id, shot.file_id, one.report.findings)
        rows.append(_examination(act, case, claim, one))
    return rows


def _examination(act: Act, case: Case, claim: Claim, one: Measured) -> Examination:
    against = [
        UUID(finding.reference) for finding in one.report.findings if _is_id(finding.reference)
    ]
    return Examination(
        operator_id=act.operator_id,
        case_id=case.id,
        shot_id=one.shot.id,
        against=sorted(set(against), key=str),
        findings=seal(one.shot.party_id, json.dumps(findings_of(one.report), ensure_ascii=False)),
        marks=[[f.kind, f.strength] for f in one.report.findings],
        overlays=_overlays(act, case, claim, one),
        at=act.now,
    )


def _overlays(act: Act, case: Case, claim: Claim, one: Measured) -> list[dict[str, Any]]:
    kept = []
    for place, finding in enumerate(one.report.findings):
        for attachment in finding.attachments:
            kind = "image/png" if attachment.name.endswith(".png") else "image/jpeg"
            file = store(
                act, attachment.content, kind, "evidence", claim.buyer_id, f"claim {case.number}"
            )
            kept.append({"finding": place, "name": attachment.name, "file": str(file.id)})
    return kept


def findings_of(report: Report) -> list[dict[str, Any]]:
    """The findings as the command's JSON has them, with msgid and places beside each sentence."""
    told: list[dict[str, Any]] = as_dict(report)["findings"]
    return [
        {
            **one,
            "statement_id": finding.statement,
            "limits_id": finding.limits,
            "params": [list(pair) for pair in finding.params],
        }
        for one, finding in zip(told, report.findings, strict=True)
    ]


def _is_id(text: str | None) -> bool:
    try:
        return text is not None and bool(UUID(text))
    except ValueError:
        return False

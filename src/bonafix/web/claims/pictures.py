"""Pictures for the desk: each of the buyer's beside what it was compared with, and findings."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bonafix.claims.models import Claim, Shot
from bonafix.claims.queries import newest_examinations, shots_of
from bonafix.evidence.goods import goods_evidence
from bonafix.evidence.models import Item
from bonafix.web.claims import words
from bonafix.web.evidence import texts

# What the analyser calls an attachment → what people call it here, in this order.
SHOWN = {
    "reference.jpg": _("The merchant's picture, turned to lie over it"),
    "outlined.jpg": _("Where they differ, outlined"),
    "overlay.jpg": _("Both pictures and where they differ, in one"),
    "mask.png": _("Where they differ, in white"),
}

# The same place in two pictures of one session, side by side.
VIEWS = {
    "contradiction": _("This place in another picture, where it looks different"),
    "view_agrees": _("This place in another picture, where it looks the same"),
}
MOST_VIEWS = 3


def pairs_of(case_id: UUID) -> list[dict[str, Any]]:
    """One row for each picture: itself, the likeliest match, overlays, findings in words."""
    shots = {shot.id: shot for shot in shots_of(case_id)}
    names = {str(key): str(words.SLOTS[shot.slot]) for key, shot in shots.items()}
    names |= _goods_names(case_id)
    measured = {row.shot_id: (row, found) for row, found in newest_examinations(case_id)}
    rows, taken = [], _taken(case_id)
    for key, shot in shots.items():
        row, found = measured.get(key, (None, []))
        findings = (
            [words.finding_words(row, at, one, names) for at, one in enumerate(found)]
            if row is not None
            else []
        )
        rows.append(_pair(shot, findings, shots, taken))
    return rows


def _goods_names(case_id: UUID) -> dict[str, str]:
    """What the merchant's other pictures are called in a sentence."""
    held = goods_evidence(Claim.objects.select_related("order").get(case_id=case_id).order)
    parcel, sold = str(_("record of the parcel")), str(_("the goods as sold"))
    names = {str(one.id): parcel for one in held.packings}
    return names | {str(one.id): sold for one in held.references}


def _taken(case_id: UUID) -> dict[UUID, dict[str, Any]]:
    """How each file of a guided capture came: on the page or as a file, when, with which code."""
    items = Item.objects.select_related("ask").filter(case_id=case_id)
    return {
        one.file_id: {
            "source": texts.SOURCES[one.source],
            "at": one.received_at,
            "code": one.ask.code,
            "asked": one.ask.asked_at,
            "seen": one.code_seen == "seen",
            "problems": [texts.PROBLEMS[name] for name in one.problems or ()],
            "unsure": one.ask.ai_declared == "unsure",
        }
        for one in items
    }


def _pair(
    shot: Shot,
    findings: list[dict[str, Any]],
    shots: dict[UUID, Shot],
    taken: dict[UUID, dict[str, Any]],
) -> dict[str, Any]:
    compared = next((one for one in findings if one["kind"] == "derivative"), None)
    other = _other(compared, shots) if compared else None
    if other is None and shot.side == "buyer":
        other = next((one for one in shots.values() if one.side == "merchant"), None)
    return {
        "shot": shot,
        "title": words.SLOTS[shot.slot],
        "by_buyer": shot.side == "buyer",
        "seen": shot.preview_id or shot.file_id,
        "file": shot.file_id,
        "declared_ai": shot.declared_ai,
        "film": shot.file.media_type.startswith("video/"),
        "still": shot.file.media_type.startswith("image/"),
        "taken": taken.get(shot.file_id),
        "findings": findings,
        "other": (other.preview_id or other.file_id) if other else None,
        "overlays": (_overlays(compared["files"]) if compared else []) + _views(findings),
    }


def _other(finding: dict[str, Any], shots: dict[UUID, Shot]) -> Shot | None:
    try:
        return shots.get(UUID(finding["reference"]))
    except (TypeError, ValueError):
        return None


def _overlays(files: dict[str, str]) -> list[dict[str, Any]]:
    return [{"title": title, "file": files[name]} for name, title in SHOWN.items() if name in files]


def _views(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Differences before agreements; no more than a reviewer would look at."""
    shown = [
        {"title": title, "file": one["files"]["views.jpg"]}
        for kind, title in VIEWS.items()
        for one in findings
        if one["kind"] == kind and "views.jpg" in one["files"]
    ]
    return shown[:MOST_VIEWS]

"""Pictures that were given in two claims, side by side for whoever may see both."""

from typing import Any
from uuid import UUID

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from bonafix.access import may
from bonafix.cases.models import Case
from bonafix.cases.queries import subject_of
from bonafix.claims.actions.reusing import other_of
from bonafix.claims.models import Shot
from bonafix.evidence.reuse.models import PictureMatch
from bonafix.evidence.reuse.search import matches_of
from bonafix.operators.actors import Actor

WAYS: dict[str, LazyText] = {
    "same_file": _("the very same file"),
    "digital": _("the same photograph, saved, cut or turned anew"),
    "photographed": _("the same photograph, taken from a screen or a print"),
}


def add_again(actor: Actor, case_id: UUID, pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pairs of the desk, each with the pictures of other claims that show the same photo."""
    matches = matches_of(case_id)
    for pair in pairs:
        mine = [one for one in matches if pair["file"] in (one.file_id, one.other_file_id)]
        pair["again"] = [_shown(actor, case_id, one) for one in mine]
    return pairs


def _shown(actor: Actor, case_id: UUID, match: PictureMatch) -> dict[str, Any]:
    """What this person may see of the other claim; a merchant nothing of another merchant's."""
    other_case, other_file = other_of(match, case_id)
    case = Case.objects.get(pk=other_case)
    shot = Shot.objects.get(case_id=other_case, file_id=other_file)
    sees = may(actor, "claim.see", subject_of(case))
    return {
        "way": WAYS[match.way],
        "day": shot.at,
        "number": case.number if sees else "",
        "seen": (shot.preview_id or shot.file_id) if sees else None,
    }

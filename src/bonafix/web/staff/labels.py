"""Labels that name a provider: until when it can be asked, the letter, and who asked."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafix.access import may
from bonafix.cases.queries import by_number, subject_of
from bonafix.evidence.actions.labels import letter_of, note_asked
from bonafix.evidence.actions.providers import entities_on
from bonafix.evidence.errors import BadAsking
from bonafix.evidence.models import FoundLabel
from bonafix.evidence.providers import HOW, OPEN, ask_by
from bonafix.evidence.queries import labels_of, labels_waiting
from bonafix.examine.analysers.aigc_label.codes import read
from bonafix.kit.clock import local, now
from bonafix.kit.errors import BonafixError
from bonafix.law.documents import plain
from bonafix.operators.actors import Actor
from bonafix.web.claims.words import LETTER_WAYS
from bonafix.web.errors import sentence
from bonafix.web.evidence.texts import LABELS
from bonafix.web.staff.gate import staff_page

TONES: Final = {"open": "attention", "asked": "done", "lapsed": ""}


@staff_page("label.see")
@require_GET
def labels(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits, the first to expire first; `?case=` shows all of one case."""
    number = request.GET.get("case", "")
    rows = labels_waiting() if not number else labels_of(by_number(number).id)
    context = {
        "rows": [
            shown(actor, one) for one in rows if may(actor, "label.see", subject_of(one.case))
        ],
        "number": number,
        "ways": [(way, LETTER_WAYS[way]) for way in HOW],
        "today": local(now()).date(),
    }
    return render(request, "bonafix/staff/labels.html", context)


def shown(actor: Actor, label: FoundLabel) -> dict[str, Any]:
    """One label: whom it names by the table of today, and until when that one can be asked."""
    provider = read(label.code, entities_on(local(now()).date()))
    entity = provider.entity
    return {
        "label": label,
        "number": label.case.number,
        "claim": label.case.kind == "claim",
        "status": LABELS[label.status],
        "tone": TONES[label.status],
        "open": label.status == OPEN,
        "entity": entity,
        "checked": provider.checked,
        "name": entity.name if entity and entity.name_mark != "M" else "",
        "ask_by": ask_by(label.logs_until),
        "late": label.status == OPEN and now() > ask_by(label.logs_until),
        "may_ask": may(actor, "label.ask", subject_of(label.case)),
        "how": LETTER_WAYS.get(label.asked_how, ""),
        "digest": bytes(label.file.sha256).hex(),
    }


@staff_page("label.see")
@require_GET
def letter(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """The request as text: to be read, filled in, signed and sent by a person, or not."""
    del request
    lang = "en" if (get_language() or "").startswith("en") else "zh_Hans"
    document = letter_of(actor, now(), pk, lang)
    made = HttpResponse(plain(document, lang), content_type="text/plain; charset=utf-8")
    made["Content-Disposition"] = f'attachment; filename="{document.name}.txt"'
    made["Cache-Control"] = "no-store"
    return made


@staff_page("label.ask")
@require_POST
def asked(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """A person says how and on which day they sent it."""
    try:
        try:
            day = date.fromisoformat(request.POST.get("on", ""))
        except ValueError as error:
            raise BadAsking from error
        note_asked(actor, now(), pk, request.POST.get("how", ""), day)
    except BonafixError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Done, and on the record."))
    return redirect("staff-labels")

"""Bringing tables in: choose a file, see what would come of it, say yes, read what came of it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, NotFound
from bonafix.operators.actors import Actor
from bonafix.transfer.actions import ask_apply, discard, upload
from bonafix.transfer.actions.common import get
from bonafix.transfer.errors import WHY, FileUnreadable
from bonafix.transfer.models import Import
from bonafix.transfer.queries import earlier, recent, report_for
from bonafix.transfer.reading.limits import MAX_BYTES
from bonafix.transfer.rules.tables import KINDS
from bonafix.transfer.rules.verdicts import WORDS
from bonafix.transfer.showing import column_title, rejected, sentence
from bonafix.transfer.writing import TYPES, table, template
from bonafix.web import errors
from bonafix.web.staff.gate import staff_page
from bonafix.web.uploads import too_long

PER_PAGE = 50
STATUS = {
    "uploaded": (gettext_lazy("Being looked at"), "active"),
    "checked": (gettext_lazy("Waits for your yes"), "attention"),
    "unreadable": (gettext_lazy("Cannot be read"), "attention"),
    "applying": (gettext_lazy("Coming in"), "active"),
    "applied": (gettext_lazy("Brought in"), "done"),
    "stopped": (gettext_lazy("Stands still"), "attention"),
    "discarded": (gettext_lazy("Let go"), ""),
}
COUNTED = {
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "same": gettext_lazy("Here already"),
    "wrong": gettext_lazy("Not usable"),
}


@staff_page("data.import")
def imports(request: HttpRequest, _actor: Actor) -> HttpResponse:
    """What may be brought in, with its templates, and what was brought in lately."""
    return _front(request)


def _front(request: HttpRequest, error: str = "") -> HttpResponse:
    kinds = [
        {"name": kind.name, "title": _(kind.title), "about": _(kind.about)}
        for kind in KINDS.values()
    ]
    rows = [{"row": row, **_named(row)} for row in recent()]
    context = {
        "kinds": kinds,
        "rows": rows,
        "error": error,
        "chosen": request.POST.get("kind") or request.GET.get("kind", ""),
    }
    return render(request, "bonafix/staff/imports.html", context, status=422 if error else 200)


def _named(row: Import) -> dict[str, Any]:
    word, tone = STATUS[row.status]
    counts = row.expected if row.status == "checked" else row.counts
    return {
        "kind": _(KINDS[row.kind].title),
        "status": word,
        "tone": tone,
        "counts": [
            {"title": COUNTED[word], "number": counts.get(word, 0), "word": word} for word in WORDS
        ],
        "wrong": counts.get("wrong", 0),
        "writes": counts.get("new", 0) + counts.get("changed", 0),
    }


@staff_page("data.import")
def blank(request: HttpRequest, _actor: Actor, kind: str, form: str) -> HttpResponse:
    """The empty table of a kind, in the reader's language."""
    del request
    if kind not in KINDS or form not in TYPES:
        raise NotFound("no_such_page", "There is no such page.")
    return _download(template(KINDS[kind], form), form, f"bonafix-{kind}")


def _download(content: bytes, form: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    answer["Cache-Control"] = "no-store"
    return answer


@staff_page("data.import")
@require_POST
def take(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The file is taken; a worker looks at it while the page shows how far it is."""
    file = request.FILES.get("file")
    try:
        if file is None:
            raise FileUnreadable("too_big" if too_long(request) else "empty")
        if (file.size or 0) > MAX_BYTES:
            raise FileUnreadable("too_big")
        row = upload(actor, now(), request.POST.get("kind", ""), file.read())
    except BonafixError as error:
        if error.status == 403:
            raise
        return _front(request, errors.sentence(error))
    return redirect("staff-import", pk=row.id)


@staff_page("data.import")
def one(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """One import: how far it is, its counts, and every row that cannot come in."""
    row = get(pk)
    context = {**_named(row), "row": row, "problem": _problem(row), "word": row.status}
    context["digest"] = bytes(row.sha256).hex()
    if row.status in ("checked", "applied", "stopped"):
        report = report_for(actor, now(), row)
        page = Paginator(report.wrong if report else [], PER_PAGE).get_page(request.GET.get("page"))
        kind = KINDS[row.kind]
        context |= {
            "page": page,
            "lines": [
                {
                    "number": line.row,
                    "faults": [
                        {"title": column_title(kind, f.field), "text": sentence(f)}
                        for f in line.faults
                    ],
                }
                for line in page
            ],
            "unused": report.unused if report else [],
            "kept": report is not None,
            "again": earlier(row),
        }
    return render(request, "bonafix/staff/import.html", context)


def _problem(row: Import) -> str:
    if not row.problem:
        return ""
    if row.status == "stopped":
        return _("It cannot go on: the file is not kept any more, or the right to do this ended.")
    titles = [column_title(KINDS[row.kind], key) for key in row.columns]
    return " ".join([_(WHY[row.problem]), _(", ").join(titles)]).strip()


@staff_page("data.import")
def progress(request: HttpRequest, _actor: Actor, pk: UUID) -> HttpResponse:
    """How far it is; once it is over, the page is loaded anew."""
    row = get(pk)
    answer = render(
        request, "bonafix/staff/part_import.html", {**_named(row), "row": row, "word": row.status}
    )
    if row.status not in ("uploaded", "applying"):
        answer["HX-Refresh"] = "true"
    return answer


@staff_page("data.import")
@require_POST
def approve(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """Yes: bring the usable rows in."""
    del request
    ask_apply(actor, now(), pk)
    return redirect("staff-import", pk=pk)


@staff_page("data.import")
@require_POST
def let_go(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """No: the file is destroyed."""
    del request
    discard(actor, now(), pk)
    return redirect("staff-imports")


@staff_page("data.import")
def unusable(request: HttpRequest, actor: Actor, pk: UUID, form: str) -> HttpResponse:
    """The rows that did not come in, as they were, each with its reason."""
    del request
    row = get(pk)
    report = report_for(actor, now(), row)
    if report is None or form not in TYPES:
        raise NotFound("no_such_page", "There is no such page.")
    head, lines = rejected(KINDS[row.kind], report)
    return _download(table(head, lines, form), form, f"bonafix-{row.kind}-rejected")

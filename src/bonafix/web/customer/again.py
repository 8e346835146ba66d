"""A repair holds no longer: the holder of its link asks somebody to come again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bonafix.cases.models import Case
from bonafix.intake.actions import Taken
from bonafix.intake.limits import limit
from bonafix.intake.revisits import Wish, ask_again
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError
from bonafix.repairs.models import Guarantee, Repair
from bonafix.repairs.revisits import guarantee_of, may_come_again, open_revisit, revisit_of
from bonafix.web.customer.holder import Held, held
from bonafix.web.customer.report import times
from bonafix.web.customer.report.answers import FIELDS, WhenMissing
from bonafix.web.customer.report.forms import form_for
from bonafix.web.errors import sentence


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, token: str) -> HttpResponse:
    """What is wrong again, and when it suits; free under guarantee, kindly said where it is not."""
    one, instant = held(token), now()
    if not may_come_again(one.repair):
        return redirect("track", token)
    answers = {name: request.POST.get(name, "") for name in FIELDS["time"]}
    said, fault = request.POST.get("description", ""), ""
    if request.method == "POST":
        limit(request, "report", instant)
        try:
            taken = _ask(one, request, answers)
        except BonafixError as error:
            fault = sentence(error)
        else:
            messages.success(request, _("Your report has arrived."), extra_tags="good")
            return redirect("track", taken.token)
    context = {
        "token": token,
        "case": one.case,
        "said": said,
        "fault": fault,
        "form": form_for(["time"], answers, instant, may_be_urgent=False),
        "guarantee": guarantee_of(one.case.id, instant),
        "was": Guarantee.objects.filter(case_id=one.case.id).first(),
        "now": instant,
    }
    return render(request, "bonafix/customer/again.html", context, status=422 if fault else 200)


def _ask(one: Held, request: HttpRequest, answers: dict[str, str]) -> Taken:
    if answers["when"] not in ("soon", "choose"):
        raise WhenMissing
    wish = Wish(
        description=request.POST.get("description", ""),
        preferred=times.wanted(answers),
        paid=request.POST.get("paid") == "yes",
    )
    return ask_again(one.actor, now(), one.case.number, wish, "form")


def told(repair: Repair) -> dict[str, object]:
    """For the page of a case: whether somebody can come again, and as what this one does."""
    row = revisit_of(repair.case_id)
    open_ = open_revisit(repair.case_id) if may_come_again(repair) else None
    return {
        "may_again": may_come_again(repair),
        "again_number": Case.objects.get(pk=open_.case_id).number if open_ else "",
        "again_for": Case.objects.get(pk=row.earlier_id).number if row else "",
        "free": bool(row and row.guarantee_id),
    }

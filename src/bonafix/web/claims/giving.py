"""The buyer shows what is wrong: by the page that guides, or single files by a simple form."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bonafix.claims.actions.capturing import begin_capture
from bonafix.claims.actions.pictures import add_picture
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.web.claims.buyer import held
from bonafix.web.errors import sentence
from bonafix.web.uploads import too_long


@require_POST
def give(request: HttpRequest, token: str) -> HttpResponse:
    """One picture for one slot, with what the buyer says about AI-made content."""
    one = held(token)
    try:
        file = request.FILES.get("picture")
        if file is None or too_long(request):
            raise Invalid("picture_missing", "Please choose a picture of at most 20 MB.")
        said = request.POST.get("ai", "")
        add_picture(
            one.actor, now(), one.case.number, request.POST.get("slot", ""), file.read(),
            {"yes": True, "no": False}.get(said),
        )  # fmt: skip
    except BonafixError as error:
        messages.error(request, sentence(error), extra_tags="attention")
    return redirect("claim", token)


@require_POST
def capture(request: HttpRequest, token: str) -> HttpResponse:
    """To the page that asks for one picture after another; the link of the claim opens it."""
    one = held(token)
    try:
        begin_capture(one.actor, now(), one.case.number)
    except BonafixError as error:
        messages.error(request, sentence(error), extra_tags="attention")
        return redirect("claim", token)
    return redirect("evidence-page", token)

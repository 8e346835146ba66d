"""The technician's pass: shown as a QR code, checked by anybody on the operator's own site."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from bonafix.kit.clock import now
from bonafix.operators.addresses import public_url
from bonafix.operators.tenancy import current_operator_id
from bonafix.repairs.actions.passes import Shown, check_pass
from bonafix.repairs.rules.passes import NotAPass


@require_safe
def show(request: HttpRequest, text: str) -> HttpResponse:
    """What this pass is, in one sentence; nothing of it needs an account."""
    try:
        shown = check_pass(text, now())
    except NotAPass:
        shown = Shown("forged")
    return render(request, "bonafix/customer/pass.html", {"shown": shown})


def address_of(text: str) -> str:
    """The address that a pass stands for."""
    return public_url(current_operator_id()) + reverse("pass", args=[text])


def qr(address: str) -> SafeString:
    """A QR code as SVG; black on white in every theme, for cameras."""
    code = segno.make(address, error="m")
    svg = code.svg_inline(scale=6, border=4, dark="#000", light="#fff", omitsize=True)
    return mark_safe(svg)  # noqa: S308 - made here, of an address that we signed

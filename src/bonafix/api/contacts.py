"""Somebody of the family beside the customer."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from bonafix.api.auth import actor_in
from bonafix.api.schemas import BesideIn
from bonafix.cases.contacting import Named, end_contact, name_contact
from bonafix.kit.clock import format_instant, now
from bonafix.repairs.actions.codes import tell_code

router = Router(tags=["co-contact"])


class BesideOut(Schema):
    """That somebody is named, or nobody: names and numbers are not read back."""

    named: bool
    at: str


@router.post("/{number}/contact", response=BesideOut, summary="Name somebody beside")
def contact_name(request: HttpRequest, number: str, body: BesideIn) -> Any:
    """Whoever was named before is erased; whoever is named follows the case by their own link."""
    name_contact(actor_in(request), now(), number, Named(**body.dict()))
    return {"named": True, "at": format_instant(now())}


@router.post("/{number}/contact/end", response=BesideOut, summary="Name nobody any more")
def contact_end(request: HttpRequest, number: str) -> Any:
    """Their data and their links are gone."""
    end_contact(actor_in(request), now(), number)
    return {"named": False, "at": format_instant(now())}


@router.post("/{number}/contact/code", response=BesideOut, summary="Tell them the door code")
def contact_code(request: HttpRequest, number: str) -> Any:
    """By telephone where calls can be made, else by message; the caller never sees the code."""
    tell_code(actor_in(request), now(), number)
    return {"named": True, "at": format_instant(now())}

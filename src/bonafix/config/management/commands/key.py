"""`key`: an API key for a connected system."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_api_key, add_organisation
from bonafix.people.models import Party, PartyRole
from bonafix.people.rules import SCOPES


class Command(BaseCommand):
    """Makes a key; it is printed once and stored as a hash."""

    help = "Make an API key for a connected system; it is printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Operator's slug, whose system it is, and what it may do."""
        parser.add_argument("slug")
        parser.add_argument("title")
        parser.add_argument("--outlet", action="store_true")
        parser.add_argument("--scope", action="append", choices=sorted(SCOPES), required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it."""
        operator = Operator.objects.filter(slug=options["slug"]).first()
        if operator is None:
            raise CommandError(f"there is no operator called {options['slug']}")
        instant = now()
        founder = Actor(operator.id, "system", roles=frozenset({"system", "admin"}))
        try:
            with act_as(operator.id):
                party_id = _party(founder, instant, options["title"], options["outlet"])
                _row, key = add_api_key(
                    founder,
                    instant,
                    party_id=party_id,
                    title=options["title"],
                    scopes=options["scope"],
                )
        except BonafixError as error:
            raise CommandError(error.sentence()) from error
        self.stdout.write(key)


def _party(founder: Actor, instant: datetime, title: str, outlet: bool) -> UUID:
    """An outlet that is there, by its exact title; else the party of a new connected system."""
    if outlet:
        held = PartyRole.objects.filter(role="outlet", until__isnull=True).values("party_id")
        found = list(Party.objects.filter(id__in=held, title=title)[:2])
        if len(found) != 1:
            number = "no" if not found else "more than one"
            raise CommandError(f"there is {number} outlet called {title}")
        return found[0].id
    with begin(founder, instant) as act:
        return add_organisation(act, title=title, role="marketplace").id

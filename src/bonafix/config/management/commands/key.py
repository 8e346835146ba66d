"""`key`: an API key for a connected system."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_api_key, add_organisation
from bonafix.people.rules import SCOPES


class Command(BaseCommand):
    """Makes a key; it is printed once and stored as a hash."""

    help = "Make an API key for a connected system; it is printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Operator's slug, whose system it is, and what it may do."""
        parser.add_argument("slug")
        parser.add_argument("title")
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
                with begin(founder, instant) as act:
                    party = add_organisation(act, title=options["title"], role="marketplace")
                _row, key = add_api_key(
                    founder,
                    instant,
                    party_id=party.id,
                    title=options["title"],
                    scopes=options["scope"],
                )
        except BonafixError as error:
            raise CommandError(error.sentence()) from error
        self.stdout.write(key)

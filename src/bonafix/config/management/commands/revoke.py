"""`revoke`: an end to an API key, or to all links of a case."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bonafix.cases.actions import revoke_links
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import revoke_api_key
from bonafix.people.queries import api_keys


class Command(BaseCommand):
    """Closes a door from the console; it is recorded as the system's administrator's."""

    help = "Revoke an API key by its beginning, or every link of a case by its number."

    def add_arguments(self, parser: CommandParser) -> None:
        """Operator's slug, and what is to end."""
        parser.add_argument("slug")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--key", metavar="BEGINNING")
        what.add_argument("--links", metavar="CASE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Revoke it, and say what ended."""
        operator = Operator.objects.filter(slug=options["slug"]).first()
        if operator is None:
            raise CommandError(f"there is no operator called {options['slug']}")
        admin = Actor(operator.id, "system", roles=frozenset({"system", "admin"}))
        try:
            with act_as(operator.id):
                if options["key"]:
                    self.stdout.write(_key(admin, now(), options["key"]))
                else:
                    ended = revoke_links(admin, now(), options["links"])
                    self.stdout.write(f"{ended} links ended")
        except BonafixError as error:
            raise CommandError(error.sentence()) from error


def _key(admin: Actor, instant: datetime, beginning: str) -> str:
    prefix = beginning.removeprefix("bfx_").partition("_")[0]
    found = [one for one in api_keys(admin.operator_id) if one.prefix == prefix]
    if not found:
        raise CommandError("there is no key that begins like this")
    revoke_api_key(admin, instant, found[0].id)
    return f"the key of {found[0].title} is revoked"

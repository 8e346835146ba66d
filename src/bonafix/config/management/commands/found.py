"""`found`: the first operator of an installation, and its first administrator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError
from bonafix.ledger.acts import begin
from bonafix.operators.actions import found_operator
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_account, grant, new_password


class Command(BaseCommand):
    """Founds an operator; its administrator's password is printed once."""

    help = "Found an operator with its host name and its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        """Slug, name, host, and the administrator's log-in name."""
        parser.add_argument("slug")
        parser.add_argument("name")
        parser.add_argument("domain")
        parser.add_argument("admin")

    def handle(self, *args: Any, **options: Any) -> None:
        """Found it, all or nothing."""
        password = new_password()
        try:
            self._found(options, password)
        except BonafixError as error:
            raise CommandError(error.sentence()) from error
        self.stdout.write(f"{options['admin']}  {password}")

    def _found(self, options: dict[str, Any], password: str) -> None:
        instant = now()
        with transaction.atomic():
            operator = found_operator(
                options["slug"], options["name"], [options["domain"]], instant
            )
            founder = Actor(operator.id, "system", roles=frozenset({"system", "admin"}))
            with act_as(operator.id), begin(founder, instant) as act:
                account = add_account(act, username=options["admin"], password=password)
                for role in ("admin", "manager"):
                    grant(act, account.id, role)

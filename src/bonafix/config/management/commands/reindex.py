"""`reindex`: the codes by which pictures are found again, made anew."""

from typing import Any

from django.core.management.base import BaseCommand

from bonafix.evidence.reuse.rebuild import rebuild
from bonafix.kit.clock import now
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as


class Command(BaseCommand):
    """Drops all codes and makes them anew, operator by operator."""

    help = "Make the codes of all searched pictures anew."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild."""
        done = 0
        for operator_id in Operator.objects.values_list("id", flat=True):
            with act_as(operator_id):
                done += rebuild(Actor.system(operator_id), now)
        self.stdout.write(f"{done} pictures searched anew")

"""Wrapping everybody's key by the newest version of the master key."""

from datetime import datetime
from uuid import UUID

from django.db.models import F, Func, IntegerField

from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.operators.keys import master_key
from bonafix.operators.models import Operator
from bonafix.people.models import PersonKey

BATCH = 500


def rewrap_all(now: datetime) -> int:
    """Wrap the keys of all parties of all operators anew; returns how many there were.

    Cells stay as they are. Every batch is a transaction of its own: cut off, it is simply
    called again. Until it returns 0 the older versions must stay in the key file.
    """
    # The file has got a version since this process read it; that is why we are called.
    master_key.cache_clear()
    done = 0
    for operator_id in Operator.objects.values_list("id", flat=True):
        while batch := _rewrap_some(operator_id, now):
            done += batch
    return done


def _rewrap_some(operator_id: UUID, now: datetime) -> int:
    master = master_key()
    # The first byte of a wrapped key is the version that wrapped it.
    version = Func(F("wrapped"), 0, function="get_byte", output_field=IntegerField())
    with begin(Actor.system(operator_id), now) as act:
        rows = list(
            PersonKey.objects.select_for_update(no_key=True)
            .filter(wrapped__isnull=False)
            .annotate(wrapped_by=version)
            .exclude(wrapped_by=master.current)
            .order_by("id")[:BATCH]
        )
        for row in rows:
            row.wrapped = master.rewrap(bytes(row.wrapped or b""))
        if rows:
            act.record(
                "people.keys_rewrapped",
                ("operator", operator_id),
                rows=rows,
                body={"keys": len(rows), "version": master.current},
            )
    return len(rows)

"""Rotating the master key: a new version, and everything it wraps wrapped anew."""

from datetime import datetime

from bonafix.files.keys import rewrap_class_keys
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.operators.keys import rewrap_signing_keys
from bonafix.operators.models import Operator
from bonafix.people.actions import rewrap_all


def rewrap_everything(now: datetime) -> int:
    """Wrap every person's, file class's and signing key by the newest version; how many.

    Cut off, it is simply called again. Older versions stay in the key file until it
    returned once without an error; version 1 stays for good, for look-up hashes come of it.
    """
    done = rewrap_all(now) + rewrap_signing_keys()
    for operator_id in Operator.objects.values_list("id", flat=True):
        with begin(Actor.system(operator_id), now) as act:
            done += rewrap_class_keys(act)
    return done

"""Every table with personal or state data of a case has somebody who puts it into a bundle."""

from django.apps import apps

from bonafix.config.wiring import connect
from bonafix.evidence.registry import contributors
from bonafix.ledger.fields import SealedField
from bonafix.ledger.models import Recorded

# In a bundle in another way, or not of a case; each with its reason.
OTHERWISE = {
    "files_storedfile": "the manifest lists the originals that the rows name",
    "people_unmasking": "sealed reasons of staff: about a person, not about a case",
    "people_partyrole": "about a person; the share in the case says the role",
    "notices_hook": "about a merchant's own system, not about a case; its secret goes nowhere",
    "notices_hookmessage": "repeats to a merchant's system what the record of the case holds",
    "dispatch_technician": "about a technician; bookings and steps name them by id",
}


def test_every_table_of_a_case_and_every_sealed_one_has_a_contributor() -> None:
    connect()
    held = {table for one in contributors() for table in one.tables}
    wanted = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, Recorded)
        and any(
            field.attname == "case_id" or isinstance(field, SealedField)
            for field in model._meta.concrete_fields
        )
    }
    assert wanted - held - OTHERWISE.keys() == set()
    assert not held & OTHERWISE.keys()
    assert held <= {model._meta.db_table for model in apps.get_models()}

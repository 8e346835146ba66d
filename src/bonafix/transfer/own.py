"""Transfer's part of "my data" and of erasure. `config` registers both with people."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bonafix.dispatch.models import Technician
from bonafix.kit.clock import format_instant, now
from bonafix.people.erasure import Kept
from bonafix.products.models import Coverage, PriceItem, SoldUnit
from bonafix.repairs.models import Repair
from bonafix.transfer.exports.forms import coverage_row, price_row
from bonafix.transfer.kinds.lookups import parties
from bonafix.transfer.models import ExternalRef

TABLES: Final = frozenset({ExternalRef._meta.db_table})


class TransferData:
    """What other systems call a party's things; of an organisation what it declared."""

    name = "transfer"
    tables = TABLES

    def data_of(self, party_id: UUID) -> dict[str, Any]:
        """References with the day they came; coverage, prices and technicians of an outlet."""
        things = [
            party_id,
            *Repair.objects.filter(customer_id=party_id).values_list("case_id", flat=True),
            *SoldUnit.objects.filter(owner_id=party_id).values_list("id", flat=True),
        ]
        refs = ExternalRef.objects.filter(subject_id__in=things).order_by("id")
        return {
            "references": [
                {"kind": one.kind, "ref": one.ref, "taken_over": format_instant(one.at)}
                for one in refs
            ],
            **self._declared(party_id),
        }

    def _declared(self, party_id: UUID) -> dict[str, Any]:
        coverage = list(Coverage.objects.filter(party_id=party_id).select_related("brand"))
        prices = list(PriceItem.objects.filter(owner_id=party_id))
        technicians = Technician.objects.filter(outlet_id=party_id).order_by("id")
        known, instant = parties(now()), now()
        return {
            "coverage": [coverage_row(one, known) for one in coverage],
            "prices": [price_row(one, known, instant) for one in prices],
            "technicians": [one.public_name for one in technicians],
        }


class TransferRetention:
    """Files that were brought in go after seven days, exports after one: nothing is kept."""

    name = "transfer"
    tables = TABLES

    def kept(self, party_id: UUID, now: datetime) -> list[Kept]:
        """Nothing."""
        del party_id, now
        return []

"""The kinds of tables that may be brought in, in the order in which an old system moves. Pure."""

from typing import Final

from bonafix.transfer.rules.kinds import Kind
from bonafix.transfer.rules.tables import (
    coverage,
    customers,
    orders,
    outlets,
    prices,
    technicians,
    units,
)

# Later ones may name what earlier ones have brought.
KINDS: Final[dict[str, Kind]] = {
    module.KIND.name: module.KIND
    for module in (outlets, coverage, prices, technicians, customers, units, orders)
}

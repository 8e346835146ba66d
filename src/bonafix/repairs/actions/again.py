"""A case that comes again: tied to the earlier one, free while its guarantee holds."""

from bonafix.cases.actions import link
from bonafix.cases.models import Case
from bonafix.ledger.acts import Act
from bonafix.repairs.models import Guarantee, Repair
from bonafix.repairs.passed import Revisit
from bonafix.repairs.rules.revisits import FOLLOWS, REVISIT


def comes_again(
    act: Act, case: Case, earlier: Case, old: Repair, guarantee: Guarantee | None
) -> Revisit:
    """On record that `case` comes again for `earlier`, under which guarantee, and for whom first.

    The house looks the guarantee up: nobody grants or refuses it by word of mouth.
    """
    row = Revisit(
        case_id=case.id,
        earlier_id=earlier.id,
        guarantee_id=guarantee.id if guarantee else None,
        outlet_id=old.outlet_id,
        at=act.now,
    )
    link(act, case.id, earlier.id, REVISIT if guarantee else FOLLOWS)
    with act.by_system():
        body = {"earlier": str(earlier.id), "free": guarantee is not None}
        act.record("repairs.comes_again", ("case", case.id), rows=[row], body=body)
        act.record("repairs.revisit_asked", ("case", earlier.id), body={"case": str(case.id)})
    return row

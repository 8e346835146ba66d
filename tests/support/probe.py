"""Sets a deadline in a running service, as an action does, to see when it fires."""

import sys
from datetime import timedelta
from pathlib import Path

from bonafix.cli.house import inside

NAME = "probe"


def main(data: Path, seconds: float) -> None:
    """Print the id of a new deadline that is due in `seconds`."""
    with inside(data):
        from bonafix.cases.models import Case
        from bonafix.deadlines.actions import set_deadline
        from bonafix.kit.clock import now
        from bonafix.ledger.acts import begin
        from bonafix.operators.actors import Actor
        from bonafix.operators.models import Operator
        from bonafix.operators.tenancy import act_as

        operator = Operator.objects.order_by("slug").first()
        assert operator is not None
        with act_as(operator.id):
            case = Case.objects.order_by("id").first()
            assert case is not None
            with begin(Actor.system(operator.id), now()) as act:
                due_at = now() + timedelta(seconds=seconds)
                deadline = set_deadline(act, ("case", case.id), NAME, due_at)
    print(deadline.id)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))

"""Inside a running service: asks for a clip, and looks at what came of it.

python -m tests.support.asking DATA            prints the token of a new ask
python -m tests.support.asking DATA ask overview,card [camera]    and of one for these
python -m tests.support.asking DATA look       prints what is on record, as JSON
"""

import hashlib
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from bonafix.cli.house import inside


def ask(what: str = "clip", source: str = "upload") -> str:
    """The token of an ask in some case."""
    from bonafix.cases.models import Case
    from bonafix.evidence.actions import ask_for_evidence
    from bonafix.kit.clock import now
    from bonafix.ledger.acts import begin
    from bonafix.operators.actors import Actor
    from bonafix.operators.tenancy import current_operator_id

    case = Case.objects.order_by("id").first()
    assert case is not None
    with begin(Actor.system(current_operator_id()), now()) as act:
        until = now() + timedelta(days=1)
        return ask_for_evidence(act, case, what.split(","), until, source=source).token


def look() -> dict[str, Any]:
    """Hashes of the items as they are read again, and how often each thing is on record."""
    from bonafix.evidence.models import Item
    from bonafix.files.actions import pieces_of
    from bonafix.files.models import StoredFile, Upload
    from bonafix.ledger.models import Entry

    items = list(Item.objects.order_by("id"))
    digests = []
    for one in items:
        digest = hashlib.sha256()
        for piece in pieces_of(StoredFile.objects.get(pk=one.file_id)):
            digest.update(piece)
        digests.append(digest.hexdigest())
    return {
        "items": digests,
        "files": StoredFile.objects.filter(category="evidence", media_type="video/mp4").count(),
        "received": Entry.objects.filter(kind="evidence.received").count(),
        "waiting": Upload.objects.filter(status="whole").count(),
    }


def main(data: Path, what: str, *more: str) -> None:
    """One of both, on standard output."""
    with inside(data):
        from bonafix.operators.models import Operator
        from bonafix.operators.tenancy import act_as

        operator = Operator.objects.order_by("slug").first()
        assert operator is not None
        with act_as(operator.id):
            print(json.dumps(look()) if what == "look" else ask(*more))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(sys.argv[2:] or ["ask"]))

"""What an authority asked for, handed out by a named person and put on record."""

from datetime import date, datetime
from typing import Any

from bonafix.access import Subject, require
from bonafix.claims.models import Release
from bonafix.claims.regulator import MOST, claims_in, records_of, too_many
from bonafix.kit.clock import local
from bonafix.kit.errors import Invalid
from bonafix.law.regulator import Scope, prepare
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.queries import account_of_label


def drafted(actor: Actor, now: datetime, scope: Scope, language: str) -> dict[str, Any]:
    """The document of this scope, released by nobody yet; nothing is written.

    `BadFacts` for a scope that is incomplete or asks for what is not handed out, `Invalid`
    for more claims than a person could look at.
    """
    require(actor, "claim.release", Subject("claims", actor.operator_id))
    today = local(now).date()
    # Asked with nothing first: a scope that cannot be used opens no sealed text.
    prepare(scope, [], today)
    if too_many(scope):
        raise Invalid(
            "too_many_claims",
            "These are more than %(most)d claims. Please hand them out in parts, by shorter times.",
            field="last",
            most=MOST,
        )
    return prepare(scope, records_of(scope, language), today)


def release(actor: Actor, now: datetime, scope: Scope, language: str) -> dict[str, Any]:
    """The document with the name of the person who hands it out; that, and the scope, on record."""
    document = drafted(actor, now, scope, language)
    with begin(actor, now) as act:
        row = Release(
            operator_id=act.operator_id,
            authority=scope.authority,
            basis=scope.basis,
            basis_on=scope.basis_on,
            purpose=scope.purpose,
            first=scope.first,
            last=scope.last,
            fields=list(scope.fields),
            cases=sorted(scope.cases),
            persons=scope.persons,
            count=len(document["cases"]),
            sha256=bytes.fromhex(document["sha256"]),
            kept_until=date.fromisoformat(document["record_kept_until"]),
            by=actor.label(),
            at=now,
        )
        act.record("claims.released", ("release", row.id), rows=[row])
        # Counts by month are nobody's; a named case says itself who got what of it.
        named = claims_in(scope).values_list("case_id", flat=True) if scope.cases else []
        for case_id in named:
            act.record("claims.case_released", ("case", case_id), body={"release": str(row.id)})
    account = account_of_label(row.by)
    return {**document, "released_by": account.username if account else row.by}

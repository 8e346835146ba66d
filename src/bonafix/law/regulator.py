"""What may be handed to an authority that asks: scoped, and nothing beyond the scope.

Pure: records and scope in, the document out. Releasing it is a person's act, and the record of
the release is kept by whoever calls this, for at least three years (网络数据安全管理条例 12).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bonafix.kit.canonical import canonical, sha256_hex
from bonafix.law.catalogue import catalogue
from bonafix.law.dates import add_years
from bonafix.law.errors import BadFacts
from bonafix.law.showing import rule_dict

FORMAT: Final = "bonafix.regulator/1"
# How a field may be handed out: plain ones for any scope; texts, which may hold anything about
# anybody, for named cases; personal ones for named cases where the basis asks for persons.
FIELDS: Final[dict[str, str]] = {
    "number": "plain",
    "opened_on": "plain",
    "closed_on": "plain",
    "state": "plain",
    "category": "plain",
    "reason": "plain",
    "wish": "plain",
    "claimed_fen": "plain",
    "paid_fen": "plain",
    "decided_on": "plain",
    "outcome": "plain",
    "policy_version": "plain",
    "decided_by_person": "plain",
    "human_review_requested": "plain",
    "appealed": "plain",
    "appeal_outcome": "plain",
    "findings": "text",
    "statements": "text",
    "decision_reasons": "text",
    "buyer_name": "personal",
    "buyer_contact": "personal",
    "merchant_name": "personal",
}
# Never handed out in bulk, whoever asks: (rule that bounds it).
NEVER: Final[dict[str, str]] = {
    "punishments": "procedure.136",
    "detention_decisions": "procedure.136",
    "score": "privacy.credit",
    "conduct_history": "privacy.credit",
    "blacklist": "privacy.credit",
}
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """What an authority asked for: its name, the paper that says so, and what exactly.

    Cases opened from `first` to `last`, both included; `cases` narrows them to numbers.
    `persons` is true where the basis asks for persons by name.
    """

    authority: str
    basis: str
    basis_on: date
    purpose: str
    first: date
    last: date
    fields: tuple[str, ...]
    cases: tuple[str, ...] = ()
    persons: bool = False


def prepare(scope: Scope, records: Sequence[Record], on: date) -> dict[str, Any]:
    """The document in the shape of schemas/regulator.json, not yet released by anybody.

    A record is a mapping with `number`, `opened_on` (a date) and any of FIELDS; only fields of
    the scope are taken over, in its order, None where a record has none. `BadFacts` for a scope
    that is incomplete or asks for what is not handed out. The order of the records is no matter.
    """
    wrong = next(_faults(scope, on), None)
    if wrong:
        raise BadFacts(where=wrong[0], wrong=wrong[1])
    chosen = sorted((r for r in records if _inside(scope, r)), key=lambda r: str(r["number"]))
    cases = [{name: _plain(record.get(name)) for name in scope.fields} for record in chosen]
    found = {str(record["number"]) for record in chosen}
    return {
        "format": FORMAT,
        "prepared_on": on.isoformat(),
        "released_by": None,
        "record_kept_until": add_years(on, 3).isoformat(),
        "scope": {
            "authority": scope.authority,
            "basis": scope.basis,
            "basis_on": scope.basis_on.isoformat(),
            "purpose": scope.purpose,
            "first": scope.first.isoformat(),
            "last": scope.last.isoformat(),
            "fields": list(scope.fields),
            "cases": sorted(scope.cases),
            "persons": scope.persons,
        },
        "cases": cases,
        "not_found": sorted(set(scope.cases) - found),
        "sha256": sha256_hex(canonical(cases)),
        "bounds": [rule_dict(r) for r in catalogue().of_kind("bound")],
    }


def _faults(scope: Scope, on: date) -> Iterator[tuple[str, str]]:
    for name in ("authority", "basis", "purpose"):
        if not str(getattr(scope, name)).strip():
            yield name, "it must be stated; nothing is handed out without it"
    if scope.basis_on > on:
        yield "basis_on", f"{scope.basis_on} lies after {on}"
    if scope.last < scope.first:
        yield "last", f"{scope.last} lies before {scope.first}"
    if not scope.fields or len(set(scope.fields)) < len(scope.fields):
        yield "fields", "name at least one field, each once"
    for name in scope.fields:
        yield from _field_faults(scope, name)


def _field_faults(scope: Scope, name: str) -> Iterator[tuple[str, str]]:
    if name in NEVER:
        yield "fields", f"“{name}” is not handed out (rule {NEVER[name]})"
    elif name not in FIELDS:
        yield "fields", f"there is no field “{name[:40]}”"
    elif FIELDS[name] != "plain" and not scope.cases:
        yield "fields", f"“{name}” is handed out for named cases only"
    elif FIELDS[name] == "personal" and not scope.persons:
        yield "fields", f"“{name}” needs a basis that asks for persons"


def _inside(scope: Scope, record: Record) -> bool:
    named = not scope.cases or str(record["number"]) in scope.cases
    return named and scope.first <= record["opened_on"] <= scope.last


def _plain(value: Any) -> Any:
    """Dates as text; everything else as it is in JSON."""
    return value.isoformat() if isinstance(value, date) else value

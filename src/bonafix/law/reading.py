"""The JSON file of `bonafix grade --acts FILE`: checked field by field, read into `Facts`."""

import json
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)

from bonafix.kit.clock import local, parse_instant
from bonafix.kit.errors import BonafixError
from bonafix.kit.money import Fen, yuan
from bonafix.law.errors import BadFacts
from bonafix.law.model import Act, Confirmation, Facts, Finding, Other, Platform
from bonafix.law.regions import region_code

LARGEST = 10_000_000  # bytes
MOST_ACTS = 500


def money(given: object) -> Fen:
    """Fen of yuan, written "1234.50" or as a number. ValueError says what would be right."""
    if isinstance(given, bool) or not isinstance(given, str | int | float | Decimal):
        raise ValueError('write an amount in yuan, like "1234.50"')
    try:
        fen = yuan(given if isinstance(given, str) else format(Decimal(str(given)), "f"))
    except BonafixError as error:
        raise ValueError(error.sentence()) from error
    if fen < 0:
        raise ValueError("a loss is not below zero")
    return fen


def day(given: object) -> date:
    """A day like 2026-01-01, or the day in China of a time with its zone. Else ValueError."""
    if isinstance(given, str):
        try:
            if "T" in given or " " in given.strip():
                return local(parse_instant(given)).date()
            if len(given) == 10 and given.isascii():
                return datetime.strptime(given, "%Y-%m-%d").date()  # noqa: DTZ007 (a day, no time)
        except BonafixError as error:
            raise ValueError(error.sentence()) from error
        except ValueError:
            pass
    raise ValueError(f"“{str(given)[:40]}” is no day; write it like 2026-01-01")


def one_line(given: str) -> str:
    """The text on one line without control and format characters: it must not look like ours."""
    return "".join(c for c in " ".join(given.split()) if unicodedata.category(c)[0] != "C")


def named(given: str) -> str:
    """A name on one line; ValueError where nothing is left of it."""
    name = one_line(given)
    if not name:
        raise ValueError("a name is not empty")
    return name


def _region(given: object) -> str:
    try:
        return region_code(str(given))
    except BadFacts as error:
        raise ValueError(str(error.params["wrong"])) from error


def _read(reader: Callable[[object], Any], schema: dict[str, Any]) -> Any:
    return BeforeValidator(reader), WithJsonSchema(schema)


_AMOUNT = {
    "anyOf": [{"type": "string"}, {"type": "number", "minimum": 0}],
    "description": "yuan, like 1234.50",
}
_DAY = {"type": "string", "description": "YYYY-MM-DD in China, or a time with its zone"}
_CODE = {"type": "string", "pattern": "^[0-9]{2,12}$", "description": "division code, GB/T 2260"}
Amount = Annotated[int, *_read(money, _AMOUNT)]
Day = Annotated[date, *_read(day, _DAY)]
Code = Annotated[str, *_read(_region, _CODE)]
Short = Annotated[str, Field(max_length=200), AfterValidator(one_line)]
Long = Annotated[str, Field(max_length=4000), AfterValidator(one_line)]
Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(named)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class FindingIn(_Part):
    """A finding as `bonafix examine` words it."""

    statement: Long
    limits: Long = ""
    sha256: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""


class OtherIn(_Part):
    """A further loss, named."""

    what: Short
    amount: Amount


class ActIn(_Part):
    """One claim. What is not stated stays unstated; nothing is assumed."""

    id: Name
    acted: Day
    goods: Amount
    region: Code | None = None
    freight: Amount = 0
    others: tuple[OtherIn, ...] = ()
    treatment: Literal["open", "punished", "settled"] | None = None
    treated_on: Day | None = None
    found_on: Day | None = None
    known_on: Day | None = None
    order: Short = ""
    deception: Long = ""
    relied: bool | None = None
    compensation: bool | None = None
    findings: tuple[FindingIn, ...] = ()
    producer_code: Short = ""
    content_number: Short = ""


class RecordIn(_Part):
    """What the platform's own record shows. A field that is left out is unstated."""

    label_metadata_checked: bool | None = None
    ai_declaration_offered: bool | None = None
    rule_notice_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    rule_versions_available: bool | None = None
    reasons_stated: bool | None = None
    appeal_offered: bool | None = None
    appeal_filed: bool | None = None
    appeal_result_notified: bool | None = None
    appeal_unreasonably_limited: bool | None = None
    human_review_requested: bool | None = None
    human_review_given: bool | None = None
    measures_against_abuse: bool | None = None
    refund_without_return_forced: bool | None = None
    transaction_records_kept: bool | None = None
    complaint_channel_offered: bool | None = None
    records_provided: bool | None = None
    court_acceptance_filed: bool | None = None


class PlatformIn(_Part):
    """The platform that decided about the refund."""

    name: Short
    transaction_on: Day | None = None
    decided_on: Day | None = None
    record: RecordIn = RecordIn()


class ConfirmationIn(_Part):
    """A named person has checked an unverified rule at its source."""

    rule: Short
    by: Name
    on: Day


class FactsIn(_Part):
    """Everything that is stated about the claims of one person."""

    acts: Annotated[tuple[ActIn, ...], Field(min_length=1, max_length=MOST_ACTS)]
    person: Short = ""
    same_person: Long = ""
    merchant: Short = ""
    as_of: Day | None = None
    decided: Day | None = None
    platform: PlatformIn | None = None
    confirmations: tuple[ConfirmationIn, ...] = ()


def schema() -> dict[str, Any]:
    """The JSON Schema of an acts file, as shipped in schemas/acts.json."""
    made = FactsIn.model_json_schema()
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["$id"] = "https://bonafix.example/schemas/acts.json"
    made["title"] = "What is stated, for bonafix grade"
    return made


def load(path: Path) -> tuple[Facts, date | None]:
    """(facts, the file's as_of) of a file. `BadFacts` for what cannot be used, or OSError."""
    if path.is_file() and path.stat().st_size > LARGEST:
        raise BadFacts(where=str(path), wrong=f"more than {LARGEST} bytes are no acts file")
    try:
        return read(path.read_bytes().decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        wrong = f"byte {error.start + 1} is not UTF-8 text"
        raise BadFacts(where=str(path), wrong=wrong) from error


def read(text: str, where: str) -> tuple[Facts, date | None]:
    """(facts, as_of) of a JSON text; `BadFacts` with the path of what is wrong."""
    try:
        given = FactsIn.model_validate(_tupled(json.loads(text, parse_float=Decimal)))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in first["loc"])
        wrong = first["msg"].removeprefix("Value error, ")
        raise BadFacts(where=f"{where}: {path.lstrip('.') or 'text'}", wrong=wrong) from None
    except (ValueError, RecursionError) as error:
        raise BadFacts(where=where, wrong=f"this is no JSON: {str(error)[:120]}") from None
    return build(given), given.as_of


def _tupled(value: Any) -> Any:
    """Lists as tuples, which is what the strict models hold."""
    if isinstance(value, list):
        return tuple(_tupled(one) for one in value)
    if isinstance(value, dict):
        return {key: _tupled(one) for key, one in value.items()}
    return value


def build(given: FactsIn) -> Facts:
    """The facts of a validated file; `BadFacts` where days contradict each other."""
    platform = given.platform
    for index, one in enumerate(given.acts):
        _in_order(one, f"acts[{index}]")
    return Facts(
        acts=tuple(_act(one) for one in given.acts),
        person=given.person,
        same_person=given.same_person,
        merchant=given.merchant,
        decided=given.decided,
        platform=_platform(platform) if platform else None,
        confirmations=tuple(Confirmation(c.rule, c.by, c.on) for c in given.confirmations),
    )


def _in_order(given: ActIn, where: str) -> None:
    for name in ("treated_on", "found_on", "known_on"):
        then = getattr(given, name)
        if then is not None and then < given.acted:
            wrong = f"{then} lies before the act of {given.acted}"
            raise BadFacts(where=f"{where}.{name}", wrong=wrong)


def _act(given: ActIn) -> Act:
    plain = given.model_dump(exclude={"others", "findings"})
    others = tuple(Other(o.what, o.amount) for o in given.others)
    findings = tuple(Finding(f.statement, f.limits, f.sha256) for f in given.findings)
    return Act(**plain, others=others, findings=findings)


def _platform(given: PlatformIn) -> Platform:
    record = tuple(given.record.model_dump(exclude_none=True).items())
    return Platform(given.name, given.transaction_on, given.decided_on, record)

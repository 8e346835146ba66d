"""A request to a provider of AI services, found by the producer code in a file's label."""

from collections.abc import Iterator, Mapping
from typing import cast

from bonafix.examine.analysers.aigc_label.codes import Entity, Provider, read
from bonafix.kit.texts import N_
from bonafix.law.catalogue import catalogue
from bonafix.law.dates import add_months
from bonafix.law.documents.model import Document, Draft
from bonafix.law.documents.to_platform import CONTACT, FROM, MERCHANT, sign
from bonafix.law.model import Act, Grade

TITLE = N_("Request to a provider of AI services to keep its logs")
TO = N_("To: %(name)s, unified social credit code %(code)s")
NAME = N_("registered name, looked up in the national register (gsxt.gov.cn)")
CODE = N_("unified social credit code")
TABLE = N_(
    "The code stands in our table for the service %(service)s [%(mark)s], as of %(day)s: "
    "%(source)s. A code names a legal entity, not a brand."
)
UNKNOWN = N_("The code is not in our table; look it up before sending.")
BAD_CODE = N_(
    "The check character of the credit code is wrong: the label may be garbled or made up."
)
SAID = N_(
    "Claim %(act)s, %(day)s: the file's label names the producer %(code)s, content %(number)s."
)
NUMBER = N_("content number in the label")
HASHES = N_("SHA-256 of the file: %(hash)s")
LABEL = N_("A label can be copied into another file; it does not prove that your service made it.")
ASKED = N_("What is asked")
CONFIRM = N_("To say whether a content of this number comes from your service.")
KEEP = N_(
    "To keep the logs about it for an authority that asks for them. Personal data of the "
    "recipient is not asked for here."
)
UNTIL = N_(
    "Logs are kept for at least six months: for claim %(act)s, if the content was made no earlier "
    "than the claim, until %(day)s; if it was made earlier, the period may end sooner."
)
GROUNDS = N_("Legal grounds")


def make(
    grade: Grade, language: str, entities: Mapping[str, Entity] | None = None
) -> Iterator[Document]:
    """One request for each provider that a counted act names; none where no code is stated.

    `entities`: credit code → what the operator's own dated table says, which comes first.
    """
    by_provider: dict[str, list[tuple[Act, Provider]]] = {}
    for act in grade.counted:
        if act.producer_code.strip():
            provider = read(act.producer_code, entities)
            by_provider.setdefault(provider.uscc or provider.written, []).append((act, provider))
    for number, key in enumerate(sorted(by_provider), start=1):
        yield _request(grade, language, by_provider[key], number)


def _request(
    grade: Grade, language: str, named: list[tuple[Act, Provider]], number: int
) -> Document:
    draft = Draft(grade, language)
    provider = named[0][1]
    # A name from memory is cited to nobody: whoever sends it looks it up.
    entity = provider.entity
    name = entity.name if entity is not None and entity.name_mark != "M" else ""
    draft.say(TO, name=draft.or_blank(name, NAME), code=draft.or_blank(provider.uscc, CODE))
    merchant = draft.or_blank(grade.facts.merchant, MERCHANT)
    draft.say(FROM, merchant=merchant, contact=draft.blank(CONTACT))
    _who(draft, provider)
    for act, _ in named:
        _label(draft, act)
    draft.say(LABEL)
    draft.heading(ASKED)
    draft.item(CONFIRM)
    draft.item(KEEP)
    logs = catalogue()["provider.logs"]
    for act, _ in named:
        until = add_months(act.acted, cast(int, logs.value["months"]))
        draft.item(UNTIL, act=act.id, day=until.isoformat())
    draft.heading(GROUNDS)
    in_force = [
        r for r in (catalogue()["provider.label.5"], logs) if r.in_force(named[-1][0].acted)
    ]
    draft.cite(*in_force)
    sign(draft)
    return draft.done(f"request_to_provider_{number}", TITLE)


def _who(draft: Draft, provider: Provider) -> None:
    entity = provider.entity
    if entity is None:
        draft.say(UNKNOWN)
    else:
        draft.say(
            TABLE, service=entity.services, mark=entity.mark, day=entity.as_of, source=entity.source
        )
    if provider.uscc and not provider.checked:
        draft.say(BAD_CODE)


def _label(draft: Draft, act: Act) -> None:
    number = draft.or_blank(act.content_number, NUMBER)
    draft.item(SAID, act=act.id, day=act.acted.isoformat(), code=act.producer_code, number=number)
    for finding in act.findings:
        if finding.sha256:
            draft.item(HASHES, hash=finding.sha256)

"""A report to the platform: the facts, and a request for review by a person and for its record."""

from collections.abc import Iterator

from bonafix.kit.money import show
from bonafix.kit.texts import N_
from bonafix.law.catalogue import catalogue
from bonafix.law.documents.model import Document, Draft
from bonafix.law.model import Grade

TITLE = N_("Report to the platform and request for review by a person")
TO = N_("To: %(platform)s")
FROM = N_("From: %(merchant)s, %(contact)s")
PLATFORM = N_("name of the platform")
MERCHANT = N_("name of the merchant")
CONTACT = N_("contact of the merchant")
FACTS = N_("Facts as stated")
SUM = N_("Sum within two years, without what was punished or settled: %(loss)s.")
ASKED = N_("What is asked")
HUMAN = N_("That a person reviews the refund decisions on these orders and notifies the result.")
REASONS = N_("That the facts, the reasons and the grounds of each decision are stated.")
RECORDS = N_(
    "That the records of orders, payments, logistics, messages and of the picture check are kept "
    "and handed out as far as the law provides."
)
GROUNDS = N_("Legal grounds")
NO_GROUNDS = N_("On %(day)s Order 116 was not in force; the request rests on contract and on:")
SIGN = N_("%(signature)s, %(date)s")
SIGNATURE = N_("signature of the sender")
DATE = N_("day of signing")


def make(grade: Grade, language: str) -> Iterator[Document]:
    """One report."""
    draft = Draft(grade, language)
    platform = grade.facts.platform
    name = platform.name if platform else ""
    draft.say(TO, platform=draft.or_blank(name, PLATFORM))
    opening(draft)
    draft.heading(ASKED)
    for msgid in (HUMAN, REASONS, RECORDS):
        draft.item(msgid)
    draft.heading(GROUNDS)
    decided = platform.decided_on if platform and platform.decided_on else grade.as_of
    rules = catalogue()
    order = [rules[f"platform.116.{key}"] for key in ("reasons", "appeal", "human", "result")]
    in_force = [rule for rule in order if rule.in_force(decided)]
    if not in_force:
        draft.say(NO_GROUNDS, day=decided.isoformat())
    draft.cite(*in_force, rules["platform.ecl.31"], rules["platform.ecl.62"])
    sign(draft)
    yield draft.done("report_to_platform", TITLE)


def opening(draft: Draft) -> None:
    """Who writes, and the facts with the table of losses."""
    merchant = draft.or_blank(draft.facts.merchant, MERCHANT)
    draft.say(FROM, merchant=merchant, contact=draft.blank(CONTACT))
    draft.heading(FACTS)
    draft.losses(draft.grade.counted)
    draft.say(SUM, loss=show(draft.grade.loss))
    draft.findings(draft.grade.counted)


def sign(draft: Draft) -> None:
    """A place for the signature and the day."""
    draft.say(SIGN, signature=draft.blank(SIGNATURE), date=draft.blank(DATE))

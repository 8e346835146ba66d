"""A demand before rescission (民法典 148): a court or arbitration rescinds, not a letter."""

from collections.abc import Iterator

from bonafix.kit.money import show
from bonafix.kit.texts import N_
from bonafix.law.catalogue import catalogue
from bonafix.law.documents.model import Document, Draft
from bonafix.law.documents.to_platform import GROUNDS, opening, sign
from bonafix.law.model import Grade, Track
from bonafix.law.words import tell

TITLE = N_("Demand before an action for rescission")
TO = N_("To: %(name)s, %(address)s")
NAME = N_("name of the other side, as on the order")
ADDRESS = N_("address for delivery")
VIEW = N_(
    "On the facts stated we consider asking a court or an arbitration body to rescind the refunds "
    "named above. You are asked to say how you see it before we decide."
)
PAY = N_("If you agree, the amount of %(loss)s may be returned until %(day)s to %(account)s.")
DAY = N_("day until which an answer is awaited")
ACCOUNT = N_("account of the merchant")
ANSWER = N_("You may contest each fact and each finding; your answer becomes part of the case.")
LIMITS = N_("Time limits and open questions")


def make(grade: Grade, language: str) -> Iterator[Document]:
    """One demand, where the civil track is open; only about the acts of that track."""
    track = next((t for t in grade.tracks if t.kind == "civil"), None)
    if track is None:
        return
    draft = Draft(grade, language)
    draft.say(TO, name=draft.blank(NAME), address=draft.blank(ADDRESS))
    opening(draft)
    draft.say(VIEW)
    draft.say(PAY, loss=show(track.loss), day=draft.blank(DAY), account=draft.blank(ACCOUNT))
    draft.say(ANSWER)
    draft.heading(GROUNDS)
    rules = catalogue()
    draft.cite(track.rule, rules["civil.152"], rules["civil.188"])
    _open(draft, track, language)
    sign(draft)
    yield draft.done("rescission_demand", TITLE)


def _open(draft: Draft, track: Track, language: str) -> None:
    draft.heading(LIMITS)
    for condition in track.conditions:
        draft.item("%(given)s", given=tell(condition.text, language))
    for note in track.notes:
        draft.item("%(given)s", given=tell(note, language))

"""A report to the police: facts, losses, the tracks with their figures, and what is asked."""

from collections.abc import Iterator

from bonafix.kit.texts import N_
from bonafix.law.catalogue import catalogue
from bonafix.law.documents.model import Document, Draft
from bonafix.law.documents.to_platform import ASKED, GROUNDS, opening, sign
from bonafix.law.model import Grade, Track
from bonafix.law.words import tell

TITLE = N_("Report to the police")
TO = N_("To: %(police)s")
POLICE = N_("police authority of the place")
EXAMINE = N_(
    "That the facts are examined, and that filing of the case, or the reasons against it, are told."
)
DECISION = N_("That the decision is given to us as the affected side.")
EVIDENCE = N_(
    "Evidence: %(bundle)s, SHA-256 %(hash)s; it can be checked offline with `bonafix verify`."
)
BUNDLE = N_("name of the evidence bundle")
HASH = N_("SHA-256 of the evidence bundle")
BOTH = N_("Several tracks may come into question; which applies is decided by the authority.")
OPEN = N_("Not stated or to be decided")
PRIVATE = N_(
    "Records of violations are sealed; a decision is kept by us for this case only and "
    "shared with nobody."
)


def make(grade: Grade, language: str) -> Iterator[Document]:
    """One report, where an administrative or a criminal track is open."""
    tracks = [t for t in grade.tracks if t.kind != "civil"]
    if not tracks:
        return
    draft = Draft(grade, language)
    draft.say(TO, police=draft.blank(POLICE))
    opening(draft)
    draft.say(EVIDENCE, bundle=draft.blank(BUNDLE), hash=draft.blank(HASH))
    draft.heading(ASKED)
    draft.item(EXAMINE)
    draft.item(DECISION)
    draft.heading(GROUNDS)
    draft.say(BOTH)
    _cite(draft, tracks)
    draft.heading(OPEN)
    for text in dict.fromkeys(_open(tracks, language)):
        draft.item("%(given)s", given=text)
    draft.say(PRIVATE)
    sign(draft)
    yield draft.done("report_to_police", TITLE)


def _cite(draft: Draft, tracks: list[Track]) -> None:
    rules = catalogue()
    for track in tracks:
        draft.cite(track.rule)
        draft.cite(*(rule for rule in (track.figures, track.cumulation) if rule))
    steps = [rules[f"procedure.{number}"] for number in (90, 116, 118, 136)]
    draft.cite(*(rule for rule in steps if rule.in_force(draft.grade.as_of)))


def _open(tracks: list[Track], language: str) -> Iterator[str]:
    for track in tracks:
        for condition in track.conditions:
            if condition.state != "met":
                yield tell(condition.text, language)
        yield from (tell(note, language) for note in track.notes)

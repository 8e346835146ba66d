"""A complaint about the platform's own duties: what its record shows, and what it does not say."""

from collections.abc import Iterator

from bonafix.kit.texts import N_
from bonafix.law.documents.model import Document, Draft
from bonafix.law.documents.to_platform import ASKED, PLATFORM, opening, sign
from bonafix.law.model import Duty, Grade, PlatformGrade

DECISION = N_("day of the platform's decision")
TITLE = N_("Complaint about a platform's own duties")
TO = N_("To: %(authority)s")
AUTHORITY = N_("authority or body, chosen from the routes below")
ABOUT = N_("About: %(platform)s, decision of %(day)s")
NOT_DONE = N_("By the record as stated, not done")
SILENT = N_("The record says nothing; the platform is asked to show it")
NOTHING = N_("no such duty")
EXAMINE = N_("That it is examined whether these duties were kept, and that the result is told.")
ROUTES = N_("Routes that come into question")
NOT_ROUTES = N_("No route for a merchant")


def make(grade: Grade, language: str) -> Iterator[Document]:
    """One complaint, where a platform is named and a duty was not kept or is not shown."""
    platform, stated = grade.platform, grade.facts.platform
    if platform is None or stated is None:
        return
    if not any(d.state in ("not_kept", "unstated") for d in platform.duties):
        return
    draft = Draft(grade, language)
    draft.say(TO, authority=draft.blank(AUTHORITY))
    day = stated.decided_on.isoformat() if stated.decided_on else draft.blank(DECISION)
    draft.say(ABOUT, platform=draft.or_blank(platform.name, PLATFORM), day=day)
    opening(draft)
    _duties(draft, NOT_DONE, [d for d in platform.duties if d.state == "not_kept"])
    _duties(draft, SILENT, [d for d in platform.duties if d.state == "unstated"])
    draft.heading(ASKED)
    draft.item(EXAMINE)
    _routes(draft, platform)
    sign(draft)
    yield draft.done("complaint_about_platform", TITLE)


def _duties(draft: Draft, heading: str, duties: list[Duty]) -> None:
    draft.heading(heading)
    if not duties:
        draft.item(NOTHING)
    for duty in duties:
        draft.cite(duty.rule)
        if duty.rule.note:
            draft.item("%(given)s", given=duty.rule.note.of(draft.language))


def _routes(draft: Draft, platform: PlatformGrade) -> None:
    draft.heading(ROUTES)
    for route in platform.routes:
        if route.state in ("open", "met"):
            draft.cite(route.rule)
            if route.rule.note:
                draft.item("%(given)s", given=route.rule.note.of(draft.language))
    draft.heading(NOT_ROUTES)
    draft.cite(*(route.rule for route in platform.routes if route.state == "not_a_route"))

"""What each kind of notice says. Chinese stands in the catalogue.

A text is a row of sentences. A sentence is said when all its places can be filled; of
alternatives in a tuple the first that can is said. So a notice never shows a hole.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from bonafix.notices.claim_texts import CLAIM_KINDS
from bonafix.notices.kinds import FOLLOW, Kind, Sentence
from bonafix.notices.visit_texts import VISIT_KINDS

_PLACE: Final = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in words."""

    subject: str
    text: str


SUBJECTS: Final = (
    N_("About your repair %(number)s"),
    N_("Your one-time code"),
    N_("About your claim %(number)s"),
)

_CODE: Final = N_("When the technician stands at your door, please tell them this code: %(code)s.")

KINDS: Final[dict[str, Kind]] = {
    "report_received": Kind(
        (
            N_("Your report has arrived. Your case number is %(number)s."),
            FOLLOW,
        )
    ),
    "accepted": Kind(
        (
            N_("We have accepted your repair %(number)s and are arranging a technician."),
            FOLLOW,
        )
    ),
    "arranged": Kind(
        (
            (
                N_("%(technician)s will come to you on %(window)s for your repair %(number)s."),
                N_("A technician will come to you on %(window)s for your repair %(number)s."),
                N_("A technician is arranged for your repair %(number)s."),
            ),
            _CODE,
            FOLLOW,
        )
    ),
    "on_the_way": Kind(
        (
            (
                N_("%(technician)s is on the way to you for your repair %(number)s."),
                N_("The technician is on the way to you for your repair %(number)s."),
            ),
            _CODE,
            FOLLOW,
        ),
        useful_for=timedelta(hours=2),
    ),
    "arrived_code": Kind(
        (
            N_("Your repair %(number)s: the code for the technician is %(code)s."),
            N_("Please tell it only at your door, once the technician is there."),
        ),
        useful_for=timedelta(hours=12),
    ),
    "code_renewed": Kind(
        (
            N_("Your repair %(number)s has a new door code: %(code)s. The old one is void."),
            N_("Please tell it only at your door, once the technician is there."),
            FOLLOW,
        ),
        useful_for=timedelta(hours=12),
    ),
    "quote_ready": Kind(
        (
            (
                N_("The quote for your repair %(number)s is ready: %(sum)s."),
                N_("The quote for your repair %(number)s is ready."),
            ),
            N_("Work starts only after you agree."),
            N_("See it and answer here: %(link)s"),
        )
    ),
    "approved_there": Kind(
        (
            (
                N_(
                    "The quote of %(sum)s for your repair %(number)s was agreed to on the"
                    " technician's telephone."
                ),
                N_("The quote for your repair %(number)s was agreed to at your door."),
            ),
            N_("If that was not you, tell us here: %(link)s"),
        )
    ),
    "declined_there": Kind(
        (
            N_(
                "You have declined the quote for your repair %(number)s, as the technician tells"
                " us. Nothing was repaired."
            ),
            N_("If that was not you, tell us here: %(link)s"),
        )
    ),
    "door_declined": Kind(
        (
            N_(
                "The lock of your visit %(number)s was not opened. Before that, identity, right"
                " and a witness have to be shown to the technician. This says nothing about you,"
                " and nothing is charged."
            ),
            N_(
                "If you have to get in now, the police (110) or your property office can help."
                " Questions: %(link)s"
            ),
        )
    ),
    "repaired": Kind(
        (
            N_(
                "The repair %(number)s is done. Please look at it and sign off, or say what is"
                " still wrong."
            ),
            N_("Answer here: %(link)s"),
        )
    ),
    "signed_off": Kind(
        (N_("Thank you: your repair %(number)s is signed off. Your guarantee follows."),)
    ),
    "guarantee": Kind(
        (
            (
                N_("Your repair %(number)s is guaranteed until %(until)s."),
                N_("Your repair %(number)s is guaranteed."),
            ),
            N_("Your voucher: %(link)s"),
        )
    ),
    "rescheduled": Kind(
        (
            N_(
                "Your repair %(number)s is being moved to another time. We will tell you the new"
                " one."
            ),
            FOLLOW,
        )
    ),
    "cancelled": Kind(
        (
            N_("Your repair %(number)s is cancelled."),
            N_("By the public price list and our policy %(sum)s is owed for the visit."),
            N_("If that is not what you wanted, tell us here: %(link)s"),
        )
    ),
    "missed": Kind(
        (
            N_("We were at your door for your repair %(number)s and did not meet you."),
            N_("Please choose another time: %(link)s"),
        )
    ),
    "adjourned": Kind(
        (
            N_(
                "Your repair %(number)s needs a second visit. We arrange it as soon as what is"
                " missing is there, and tell you."
            ),
            FOLLOW,
        )
    ),
    "merged": Kind(
        (
            N_(
                "Your report %(number)s had come twice and was joined with the first one. Both"
                " numbers answer."
            ),
            FOLLOW,
        )
    ),
    "abandoned": Kind(
        (
            N_(
                "We could not go on with your repair %(number)s. The number still answers, and you"
                " can report again at any time."
            ),
            FOLLOW,
        )
    ),
    "waiting_coverage": Kind(
        (
            N_(
                "Nobody of ours serves your place yet. Your report %(number)s is kept, and a person"
                " looks for a way: the nearest served place, help from afar, or the waiting list."
            ),
            FOLLOW,
        )
    ),
    "promise_at_risk": Kind(
        (
            N_(
                "Your technician for %(number)s may come later than we promised. We are sorry."
                " Somebody is seeing to it now."
            ),
            FOLLOW,
        ),
        useful_for=timedelta(hours=2),
    ),
    "quote_waiting": Kind(
        (
            N_("The quote for your repair %(number)s still waits for your answer."),
            N_("A person of ours calls you. Nothing is done without your yes."),
            N_("See it and answer here: %(link)s"),
        )
    ),
    "sign_off_waiting": Kind(
        (
            N_("The repair %(number)s is done and still waits for your word that it works."),
            N_("A person of ours calls you, and your guarantee follows your word."),
            N_("Answer here: %(link)s"),
        )
    ),
    "erasure_noted": Kind(
        (
            N_(
                "You have asked us to erase your data (case %(number)s). A person answers you by"
                " %(until)s."
            ),
            FOLLOW,
        )
    ),
    # To a manager, not to the customer: no link of the case is in it.
    "erasure_waits": Kind(
        (
            N_(
                "A customer asks to be erased (case %(number)s). The wish stands on your overview"
                " with its date."
            ),
        )
    ),
    "case_waits": Kind(
        (
            N_(
                "Case %(number)s has come up to you: a step was not taken in time. It stands first"
                " in the queue."
            ),
        )
    ),
    "one_time_code": Kind(
        (
            N_("Your code is %(code)s. It is valid for ten minutes."),
            N_("Never tell it to anybody on the phone; we do not ask for it."),
        ),
        useful_for=timedelta(minutes=10),
    ),
    **CLAIM_KINDS,
    **VISIT_KINDS,
}


def places_of(kind: str) -> frozenset[str]:
    """The names of all places in the sentences of a kind, and `number` for the subject."""
    alternatives = [
        text
        for sentence in KINDS[kind].sentences
        for text in ((sentence,) if isinstance(sentence, str) else sentence)
    ]
    return frozenset(place for text in alternatives for place in _PLACE.findall(text)) | {"number"}


def say(kind: str, language: str, values: Mapping[str, str]) -> Said:
    """The words of a notice; `values` are its places, empty ones as good as missing."""
    with translation.override(language):
        said = [_fill(sentence, values) for sentence in KINDS[kind].sentences]
        about = 2 if kind.startswith("claim_") else 0
        subject = SUBJECTS[about] if values.get("number") else SUBJECTS[1]
        between = "" if language.startswith("zh") else " "
        return Said(gettext(subject) % dict(values), between.join(part for part in said if part))


def _fill(sentence: Sentence, values: Mapping[str, str]) -> str:
    for text in (sentence,) if isinstance(sentence, str) else sentence:
        if all(values.get(place) for place in _PLACE.findall(text)):
            return gettext(text) % dict(values)
    return ""

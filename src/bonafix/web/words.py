"""States and steps in words, and the first line of every case: who moves next, until when."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bonafix.ledger.models import Entry
from bonafix.repairs.models import Repair

STATUS: dict[str, tuple[LazyText, str]] = {
    "reported": (_("Reported"), "attention"),
    "waiting": (_("Waiting"), "attention"),
    "accepted": (_("Accepted"), "active"),
    "arranged": (_("Arranged"), "active"),
    "under_way": (_("On the way"), "active"),
    "arrived": (_("At your door"), "active"),
    "quoted": (_("Quote to confirm"), "attention"),
    "approved": (_("Being repaired"), "active"),
    "repaired": (_("Repaired, to be signed off"), "attention"),
    "signed_off": (_("Signed off"), "done"),
    "guaranteed": (_("Guaranteed"), "done"),
    "closed": (_("Closed"), "done"),
    "declined": (_("Quote declined"), "done"),
    "not_opened": (_("The lock was not opened"), "done"),
    "inspected": (_("The goods were looked at"), "done"),
    "missed": (_("Nobody met at the door"), "attention"),
    "adjourned": (_("Second visit needed"), "attention"),
    "cancelled": (_("Cancelled"), "done"),
    "merged": (_("Joined with another case"), "done"),
    "abandoned": (_("Given up"), "done"),
}
# What the customer reads in the first line of the case.
NEXT_FOR_CUSTOMER: dict[str, LazyText] = {
    "reported": _("We are looking at your report and answer"),
    "waiting": _("We are looking for a way to help and call you"),
    "accepted": _("We are finding a technician for you"),
    "arranged": _("The technician is booked and comes"),
    "under_way": _("The technician is on the way and arrives"),
    "arrived": _("The technician looks at it and tells you the price"),
    "quoted": _("We wait for your answer to the quote"),
    "approved": _("The technician repairs it"),
    "repaired": _("Please look at the work and sign off"),
    "signed_off": _("We write your guarantee"),
    "guaranteed": _("Your repair is guaranteed"),
    "closed": _("This case is closed; its number still answers"),
    "declined": _("The visit is over; nothing was repaired"),
    "not_opened": _("The visit is over; the lock was not opened"),
    "inspected": _("The visit is over; what was seen is on record"),
    "missed": _("We did not meet you; please choose another time"),
    "adjourned": _("We arrange the second visit"),
    "cancelled": _("This visit was cancelled"),
    "merged": _("This report goes on under the number of the first one"),
    "abandoned": _("We could not go on; you can report again at any time"),
}
# What a visit is for.
KINDS: dict[str, LazyText] = {
    "repair": _("Repair something that is broken"),
    "installation": _("Install it"),
    "door_open": _("Open a lock"),
    "inspection": _("Look at it; nothing is broken"),
    "maintenance": _("Maintain it"),
}
# What somebody named beside the customer is to them.
RELATIONS: dict[str, LazyText] = {
    "child": _("Son or daughter"),
    "parent": _("Mother or father"),
    "spouse": _("Husband or wife"),
    "relative": _("Another relative"),
    "neighbour": _("Neighbour"),
    "carer": _("Carer"),
    "other": _("Somebody else"),
}
OWNERS: dict[str, LazyText] = {
    "desk": _("Service desk"),
    "dispatch": pgettext_lazy("who", "Dispatch"),
    "outlet": _("Outlet"),
    "technician": _("Technician"),
    "customer": _("Customer"),
    "manager": _("Manager"),
    "nobody": _("Nobody"),
}
WAITING: dict[str, LazyText] = {
    "outside_coverage": _("No outlet serves this place yet"),
    "place_none": _("We could not find the place in the address"),
    "place_ambiguous": _("There are several places of this name"),
    "place_special": _("This area belongs to several divisions"),
    "place_coarse": _("The county is missing in the address"),
    "place_historical": _("This place was divided among several new ones"),
    "place_not_serviceable": _("Nobody can be sent to this place"),
}
STEPS: dict[str, LazyText] = {
    "repairs.reported": _("Report received"),
    "repairs.accepted": _("Accepted"),
    "repairs.set_waiting": _("Waiting, with the reason"),
    "repairs.placed": _("Place cleared up"),
    "repairs.help_offered": _("Other help offered"),
    "repairs.arranged": _("Technician arranged"),
    "repairs.taken_on": _("The outlet takes the visit on"),
    "repairs.offer_lapsed": _("No answer in time; the next outlet is asked"),
    "repairs.nobody_free": _("Nobody was free; a person looks for a way"),
    "repairs.rescheduled": _("Another time asked for"),
    "repairs.departed": _("Technician left"),
    "repairs.arrived": _("Technician at the door, code confirmed"),
    "repairs.code_missed": _("A wrong code was given"),
    "repairs.consent_withdrawn": _("The customer has withdrawn consent; the visit stops"),
    "repairs.consent_renewed": _("The customer agrees again"),
    "repairs.code_locked": _("Five wrong codes; the desk sends a new one"),
    "repairs.code_renewed": _("The customer has a new door code"),
    "repairs.door_proved": _("Identity, right and witness put on record"),
    "repairs.inspected": _("What was seen was put on record"),
    "repairs.called_off": _("The visit is not needed any more"),
    "repairs.door_declined": _("The lock was not opened: something had to be shown first"),
    "repairs.quoted": _("Quote given"),
    "repairs.quote_approved": _("Quote approved"),
    "repairs.quote_declined": _("Quote declined"),
    "repairs.repaired": _("Repair done"),
    "repairs.signed_off": _("Signed off"),
    "repairs.guaranteed": _("Guarantee written"),
    "repairs.closed": _("Closed"),
    "repairs.cancelled": _("Cancelled"),
    "repairs.taken_back": _("Somebody else goes"),
    "repairs.refused": _("The technician cannot take it; the next one is asked"),
    "repairs.handed_back": _("The outlet cannot go; the next one is asked"),
    "repairs.missed": _("Nobody was met at the door"),
    "repairs.nobody_came": _("The customer says that nobody came"),
    "repairs.absence_settled": _("Dispatch has answered the customer"),
    "repairs.adjourned": _("A second visit is needed"),
    "repairs.resumed": _("The second visit is being arranged"),
    "repairs.merged": _("Joined with the first report"),
    "repairs.abandoned": _("Given up by a manager"),
    "repairs.promise_at_risk": _("The promised time is close; dispatch was warned"),
    "repairs.promise_broken": _("The promised time was not kept"),
    "repairs.promise_settled": _("Promise measured"),
    "repairs.promise_released": _("Promise given up together with the old time"),
    "repairs.customer_not_reached": _("A message did not arrive; the desk calls"),
    "repairs.customer_called": _("The desk has called the customer"),
    "repairs.urgent_is_late": _("Nobody can be there within 30 minutes; a person decides"),
    "repairs.late_time_kept": _("The later time was kept, and the customer told"),
    "repairs.quote_changed": _("The approved quote is not enough; a new one was given"),
    "repairs.first_visit_decided": _("Looked up whether the first inspection is free"),
    "repairs.comes_again": _("Comes again for an earlier repair"),
    "repairs.revisit_asked": _("The customer says that it is broken again"),
    "repairs.picture_added": _("A picture was added"),
    "repairs.late_step_kept": _("A device without signal says something else; dispatch decides"),
    "repairs.conflict_settled": _("Dispatch has decided what counts"),
    "repairs.step_overdue": _("A step is late; the next person was called"),
}
BROKEN = frozenset({"repairs.promise_broken"})
ACTORS: dict[str, LazyText] = {
    "staff": _("Staff"),
    "technician": _("Technician"),
    "customer": _("Customer"),
    "system": _("System"),
    "api": _("Connected system"),
}


def status_text(status: str) -> LazyText:
    """The state as a word."""
    return STATUS[status][0]


def status_tone(status: str) -> str:
    """Its quiet colour: active, attention, done."""
    return STATUS[status][1]


def waiting_text(reason: str) -> str:
    """Why a repair waits."""
    return str(WAITING.get(reason, _("A person looks at it")))


def actor_text(label: str) -> str:
    """Who did it: a role, never a name."""
    return str(ACTORS.get(label.partition(":")[0], label))


def timeline_of(repair: Repair) -> list[dict[str, Any]]:
    """The steps of a case from its record, oldest first, each with its seal."""
    entries = Entry.objects.filter(
        stream_kind="case", stream_id=repair.case_id, kind__in=STEPS
    ).order_by("seq")
    return [_step(entry) for entry in entries]


def _step(entry: Entry) -> dict[str, Any]:
    title = STEPS[entry.kind]
    return {
        "title": title,
        "state": "broken" if entry.kind in BROKEN else "done",
        "at": entry.at,
        "who": actor_text(entry.actor),
        "seal": {
            "who": actor_text(entry.actor),
            "at": entry.at,
            "digest": bytes(entry.hash).hex(),
            "what": title,
            "rule": f"{entry.kind} v{entry.version}",
            "seq": entry.seq,
        },
    }


WHY: dict[str, LazyText] = {
    "silent": _("No sign of leaving"),
    "late": _("Would come too late"),
    "ill": _("Somebody is ill"),
    "customer_asks": _("The customer asks for it"),
    "nobody_free": _("Nobody is free"),
    "closed": _("Closed that day"),
    "no_time": _("No time"),
    "too_far": _("Too far away"),
    "no_part": _("The part is missing"),
    "not_safe": _("Not safe"),
    "part": _("A part is missing"),
    "time": _("It takes longer"),
    "skill": _("It needs another skill"),
    "hidden_damage": _("Something was hidden before"),
    "other_part": _("Another part is needed"),
    "more_work": _("It is more work"),
    "less_work": _("It is less work"),
    "other_fault": _("Another fault was found"),
    "no_identity": _("No listed document of identity could be seen"),
    "no_right": _("No listed paper showed the right to the premises"),
    "no_witness": _("No listed witness could be present"),
    "unsure": _("Something could not be cleared up here"),
    "other": _("Another reason"),
}


def whys(names: Iterable[str]) -> list[tuple[str, LazyText]]:
    """Reasons to choose from, each with its words."""
    return [(name, WHY[name]) for name in names]


def facts_of(entry: Entry) -> dict[str, Any]:
    """The body of an entry as plain values."""
    body: dict[str, Any] = json.loads(bytes(entry.body))
    return body


def join(parts: Iterable[Any]) -> str:
    """Words in a row, as the language separates them."""
    return gettext(", ").join(str(part) for part in parts)


def is_late(due_at: datetime | None, now: datetime) -> bool:
    """True when a deadline has passed."""
    return due_at is not None and due_at < now

"""Why this technician and not another, in sentences: what the record holds, told to people."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from bonafix.cases.models import Case
from bonafix.dispatch.models import Technician
from bonafix.dispatch.planning import Help, Outlook
from bonafix.dispatch.rules import PassedOver

RULES: dict[str, LazyText] = {
    "least_harm": _("Of all who can go, the one who costs the day least"),
    "earliest_arrival": _("Earliest arrival of all who can go"),
    "kept_time": _("The time that was kept for the customer"),
    "chosen_by_person": _("Chosen by a dispatcher"),
}
INSTEAD: dict[str, LazyText] = {
    "refused_by_checker": _("The check found a fault in the plan; the earliest arrival goes."),
    "planner_fault": _("The planner failed; the earliest arrival goes."),
    "planner_found_nobody": _("The planner found nobody; the earliest arrival goes."),
    "refused_by_constraint": _(
        "The planned time was taken a moment before; the earliest arrival goes."
    ),
}
NOT_SENT: dict[str, LazyText] = {
    "skill": _("lacks a skill: %(missing)s"),
    "not_at_work": _("is not at work in that time"),
    "too_far": _("is too far away"),
    "no_time": _("has no gap that is long enough"),
    "later": _("would arrive %(minutes)d minutes later"),
    "dearer_far": _("can go, at more cost to the day"),
}


def chosen(reason: Mapping[str, Any], numbers: Mapping[str, str]) -> list[str]:
    """Sentences for the one who goes. `numbers`: case number by id, for visits that wait."""
    told = [str(RULES.get(reason["rule"], reason["rule"]))]
    told.append(_minutes_of_way(reason["travel_minutes"]))
    if "added_minutes" in reason:
        told.append(_added(reason["added_minutes"]))
    for one in reason.get("later", ()):
        told.append(_waits(numbers.get(one["case"], "…"), one["minutes"]))
    because = reason.get("instead", {}).get("because", "")
    if because:
        told.append(str(INSTEAD.get(because, because)))
    return told


def numbers_of(case_ids: Iterable[str | UUID]) -> dict[str, str]:
    """Case numbers by id, as texts."""
    found = Case.objects.filter(id__in=list(case_ids)).values_list("id", "number")
    return {str(pk): number for pk, number in found}


def names_of(technician_ids: Iterable[str | UUID]) -> dict[str, str]:
    """What customers are told of these technicians, by id as text."""
    found = Technician.objects.filter(id__in=list(technician_ids))
    return {str(pk): name for pk, name in found.values_list("id", "public_name")}


def not_sent(one: Mapping[str, Any]) -> str:
    """Why this technician was not sent; `one` as the record holds it."""
    if one["why"] == "dearer":
        return _dearer(
            one.get("minutes_later", 0), one.get("minutes_of_way", 0), one.get("pushed", 0)
        )
    text = str(NOT_SENT.get(one["why"], "%(why)s"))
    return text % {
        "missing": ", ".join(one.get("missing", ())),
        "minutes": one.get("minutes_later", 0),
        "why": one["why"],
    }


NOBODY: dict[str, Any] = {
    "skill": ngettext_lazy("%(n)d lacks a skill", "%(n)d lack a skill", "n"),
    "not_at_work": ngettext_lazy("%(n)d not at work", "%(n)d not at work", "n"),
    "too_far": ngettext_lazy("%(n)d too far away", "%(n)d too far away", "n"),
    "no_time": ngettext_lazy(
        "%(n)d without a long enough gap", "%(n)d without a long enough gap", "n"
    ),
}


def nobody(counts: Mapping[str, int]) -> str:
    """Why nobody could be sent: how many for which reason."""
    if not counts:
        return gettext("nobody serves this place")
    told = [(NOBODY[why], n) for why, n in sorted(counts.items()) if why in NOBODY]
    return gettext(", ").join(str(text % {"n": n}) for text, n in told)


def help_text(one: Help, names: Mapping[str, str]) -> str:
    """One change that would give a case a technician."""
    name = names.get(str(one.technician_id), "")
    text = {
        "window": gettext("any time instead of the wanted one"),
        "hour": gettext("%(name)s: one hour more at work"),
        "skill": gettext("%(name)s: with the skill that is missing"),
    }[one.change]
    return text % {"name": name}


def cannot(one: PassedOver) -> str:
    """Why somebody cannot go now."""
    return not_sent({"why": one.why, "missing": one.missing, "minutes_later": one.minutes or 0})


def consequence(one: Outlook, numbers: Mapping[str, str]) -> str:
    """What sending this technician would do to the day, before anybody decides."""
    if one.arrives is None:
        return cannot(one.why) if one.why else ""
    parts = [_added(one.way_minutes)]
    parts += [_waits(numbers.get(str(case), "…"), minutes) for case, minutes in one.later]
    return gettext("; ").join(parts)


def _minutes_of_way(minutes: int) -> str:
    return ngettext("%(n)d minute of way", "%(n)d minutes of way", minutes) % {"n": minutes}


def _added(minutes: int) -> str:
    if minutes <= 0:
        return gettext("no more time on the road in the day")
    return gettext("%(n)d minutes more on the road in the day") % {"n": minutes}


def _waits(number: str, minutes: int) -> str:
    return gettext("%(number)s begins %(n)d minutes later, inside its promise") % {
        "number": number,
        "n": minutes,
    }


def _dearer(later: int, way: int, pushed: int) -> str:
    parts = []
    if later:
        text = gettext("%(n)d minutes later") if later > 0 else gettext("%(n)d minutes sooner")
        parts.append(text % {"n": abs(later)})
    if way:
        more, less = gettext("%(n)d minutes more of way"), gettext("%(n)d minutes less of way")
        parts.append((more if way > 0 else less) % {"n": abs(way)})
    if pushed:
        text = ngettext(
            "%(n)d promised visit would wait", "%(n)d promised visits would wait", pushed
        )
        parts.append(text % {"n": pushed})
    if not parts:
        return gettext("could go just as well")
    return gettext("could go: %(what)s") % {"what": gettext(", ").join(parts)}

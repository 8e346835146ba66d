"""What was asked for in a case, what came in, and what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.evidence.models import Ask, Bundle, FoundLabel, Item, Provider, TrustList
from bonafix.evidence.shots import Received, states
from bonafix.files.uploads.actions import waiting_of

# What an upload for an ask is called.
KIND: Final = "ask"


@dataclass(frozen=True, slots=True)
class AskState:
    """An ask as it stands: each shot that is asked for with its state, and every item."""

    ask: Ask
    states: Mapping[str, str]  # shot → missing, checking, usable, unusable
    items: tuple[Item, ...]  # in the order in which they came in

    @property
    def complete(self) -> bool:
        """True when everything came in and can be used."""
        return all(state == "usable" for state in self.states.values())


def evidence_of(case: Case) -> list[AskState]:
    """Every ask of a case, oldest first; an empty list when nothing was asked for."""
    asks = list(Ask.objects.filter(case_id=case.id).order_by("id"))
    items = list(Item.objects.filter(case_id=case.id).order_by("id"))
    return [_state(one, items) for one in asks]


def state_of_ask(ask: Ask) -> AskState:
    """One ask as it stands."""
    return _state(ask, list(Item.objects.filter(ask_id=ask.id).order_by("id")))


def _state(ask: Ask, items: list[Item]) -> AskState:
    mine = tuple(one for one in items if one.ask_id == ask.id)
    # All of it was sent, and the worker has not come to it yet: nothing that is missing.
    sent = [Received(str(one.told["shot"]), None) for one in waiting_of((KIND, ask.id))]
    return AskState(ask, states(ask.wanted, [*received(mine), *sent]), mine)


def received(items: tuple[Item, ...]) -> list[Received]:
    """Items as the rules look at them."""
    return [
        Received(one.shot, None if one.problems is None else tuple(one.problems), one.kept)
        for one in items
    ]


def item_of_file(file_id: UUID) -> Item | None:
    """The item that a file is, if it is one."""
    return Item.objects.filter(file_id=file_id).first()


def bundles_of(case: Case) -> list[Bundle]:
    """The bundles that were asked for in a case, newest first."""
    return list(Bundle.objects.filter(case_id=case.id).order_by("-id"))


def labels_waiting() -> list[FoundLabel]:
    """Labels that name a provider nobody has asked yet, the first to expire first."""
    rows = FoundLabel.objects.filter(status="open").select_related("case", "file")
    return list(rows.order_by("logs_until", "id"))


def labels_of(case_id: UUID) -> list[FoundLabel]:
    """Labels of a case's files that name a provider, oldest first."""
    rows = FoundLabel.objects.filter(case_id=case_id).select_related("case", "file")
    return list(rows.order_by("id"))


def providers() -> list[Provider]:
    """The operator's own table, the newest entries first; ended ones too."""
    return list(Provider.objects.order_by("uscc", "-since", "-id"))


def trust_lists() -> list[TrustList]:
    """The trust lists that hold now, oldest first."""
    return list(TrustList.objects.filter(removed_at=None).order_by("id"))

"""The operator's own table of who is behind a provider's code: brought in, ended, never changed."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.evidence.errors import NoSuchProvider
from bonafix.evidence.models import Provider
from bonafix.evidence.providers import Told, in_force, read_table
from bonafix.examine.analysers.aigc_label.codes import Entity
from bonafix.kit.clock import local
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor

VERB = "provider.edit"


def import_providers(actor: Actor, now: datetime, content: bytes) -> list[Provider]:
    """Take a table in, whole or not at all; the rows that are new. `TableUnusable`, `NotAllowed`.

    A line with the same code ends the one that held before on its own first day. The very same
    line again is the same row.
    """
    _may(actor)
    return add_providers(actor, now, read_table(content))


def add_providers(actor: Actor, now: datetime, told: Iterable[Told]) -> list[Provider]:
    """Entries that were checked (`providers.check`), each with its source."""
    _may(actor)
    with begin(actor, now) as act:
        return [row for one in told for row in _added(act, one)]


def _added(act: Act, told: Told) -> list[Provider]:
    held = list(Provider.objects.filter(uscc=told.uscc, until=None).order_by("id"))
    if any(_same(one, told) for one in held):
        return []
    row = Provider(
        uscc=told.uscc,
        name=told.name,
        services=told.services,
        contact=told.contact,
        source=told.source,
        mark=told.mark,
        since=told.since,
        account_id=act.actor.id if act.actor.kind == "staff" else None,
        added_at=act.now,
    )
    for one in held:
        _end(act, one.id, told.since)
    act.record("evidence.provider_added", ("provider", row.id), rows=[row])
    return [row]


def _same(row: Provider, told: Told) -> bool:
    names = ("name", "services", "contact", "source", "mark", "since")
    return all(getattr(row, name) == getattr(told, name) for name in names)


def end_provider(actor: Actor, now: datetime, provider_id: UUID) -> Provider:
    """From today on the entry says nothing any more; what was said by it stays as it was."""
    _may(actor)
    if not Provider.objects.filter(pk=provider_id).exists():
        raise NoSuchProvider
    with begin(actor, now) as act:
        return _end(act, provider_id, local(now).date())


def _end(act: Act, provider_id: UUID, day: date) -> Provider:
    row = act.lock(Provider, provider_id)
    if row.until is None:
        row.until = max(day, row.since)
        act.record("evidence.provider_ended", ("provider", row.id), rows=[row])
    return row


def entities_on(day: date) -> dict[str, Entity]:
    """Credit code → legal entity as the operator's table says on a day."""
    return in_force(Provider.objects.order_by("id"), day)


def _may(actor: Actor) -> None:
    require(actor, VERB, Subject("operator", actor.operator_id, id=actor.operator_id))

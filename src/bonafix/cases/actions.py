"""Opening a case, sharing it, owning it, closing it."""

from datetime import datetime
from uuid import UUID

from bonafix.access import require
from bonafix.cases.models import Case, CaseLink, CaseParty, Contact, Message
from bonafix.cases.queries import by_number, subject_of
from bonafix.kit.ids import case_number
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people import tokens
from bonafix.people.sealing import seal


def open_case(
    act: Act,
    *,
    kind: str,
    channel: str,
    owner: str,
    shares: list[tuple[UUID, str, str]],
    sold_unit_id: UUID | None = None,
    sent_key: str | None = None,
) -> Case:
    """A new case with its number. `shares` lists (party id, role, scope).

    `sent_key` names the form that was sent: each is one case (IntegrityError otherwise).

    Two equal numbers in 23⁷ are so rare that the unique constraint may refuse them:
    the report is then simply tried again by its caller.
    """
    case = Case(
        operator_id=act.operator_id,
        number=case_number(),
        kind=kind,
        channel=channel,
        owner=owner,
        opened_at=act.now,
        sold_unit_id=sold_unit_id,
        sent_key=sent_key,
    )
    parties = [
        CaseParty(
            operator_id=act.operator_id,
            case_id=case.id,
            party_id=party_id,
            role=role,
            scope=scope,
            since=act.now,
        )
        for party_id, role, scope in shares
    ]
    act.record("cases.opened", ("case", case.id), rows=[case, *parties])
    return case


def share(act: Act, case_id: UUID, party_id: UUID, role: str, scope: str) -> CaseParty:
    """Let one more party see the case, from now on. The same share twice is one share."""
    known = CaseParty.objects.filter(
        case_id=case_id, party_id=party_id, role=role, until__isnull=True
    ).first()
    if known is not None:
        return known
    party = CaseParty(
        operator_id=act.operator_id,
        case_id=case_id,
        party_id=party_id,
        role=role,
        scope=scope,
        since=act.now,
    )
    act.record("cases.shared", ("case", case_id), rows=[party])
    return party


def end_shares(act: Act, case_id: UUID, role: str) -> None:
    """From now on, parties in this role no longer see the case."""
    rows = list(
        CaseParty.objects.select_for_update(no_key=True)
        .filter(case_id=case_id, role=role, until__isnull=True)
        .order_by("id")
    )
    for row in rows:
        row.until = act.now
    if rows:
        act.record("cases.share_ended", ("case", case_id), rows=rows)


def hand_over(act: Act, case: Case, owner: str, party_id: UUID | None = None) -> None:
    """Who answers for the case from now on. Saying the same again changes nothing."""
    if (case.owner, case.owner_party_id) == (owner, party_id):
        return
    case.owner, case.owner_party_id = owner, party_id
    act.record("cases.handed_over", ("case", case.id), rows=[case])


def close(act: Act, case: Case) -> None:
    """Nothing more is to be done. The number answers for ever."""
    case.status, case.closed_at, case.owner = "closed", act.now, "nobody"
    case.owner_party_id = None
    act.record("cases.closed", ("case", case.id), rows=[case])


def merge_into(act: Act, case: Case, other: Case) -> None:
    """The number of `case` answers with `other` from now on, for ever."""
    case.status, case.merged_into_id = "merged", other.id
    link = CaseLink(case_id=case.id, other_id=other.id, kind="merged_into", since=act.now)
    act.record("cases.merged", ("case", case.id), rows=[case, link])


def link(act: Act, case_id: UUID, other_id: UUID, kind: str) -> CaseLink:
    """Tie a case to another one: revisit_of, inspection_of. Both stay cases of their own."""
    row = CaseLink(case_id=case_id, other_id=other_id, kind=kind, since=act.now)
    act.record("cases.linked", ("case", case_id), rows=[row])
    return row


def revoke_links(actor: Actor, now: datetime, number: str) -> int:
    """Every link to a case ends, those of numbers merged into it too; returns how many did.

    For a link that came into wrong hands. The customer gets a new one by number and telephone.
    Raises NotAllowed, NoSuchCase.
    """
    with begin(actor, now) as act:
        case = act.lock(Case, by_number(number).id)
        require(actor, "link.revoke", subject_of(case))
        ids = {case.id}
        while more := set(
            Case.objects.filter(merged_into_id__in=ids)
            .exclude(id__in=ids)
            .values_list("id", flat=True)
        ):
            ids |= more
        named = Contact.objects.filter(case_id__in=ids).values_list("id", flat=True)
        ends = sorted(ids | set(named))
        ended = sum(tokens.revoke(act.operator_id, one, now) for one in ends)
        if ended:
            act.record("cases.links_revoked", ("case", case.id), body={"links": ended})
    return ended


def say(act: Act, case_id: UUID, text: str, *, party_id: UUID, channel: str) -> Message:
    """Put words into the case, sealed under the person they belong to."""
    message = Message(
        operator_id=act.operator_id,
        case_id=case_id,
        party_id=party_id,
        author=act.actor.label(),
        channel=channel,
        text=seal(party_id, text),
        at=act.now,
    )
    act.record("cases.said", ("case", case_id), rows=[message])
    return message

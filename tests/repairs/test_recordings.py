"""Recordings: only with notice and yes, a no costs nothing, an end by itself, listened to named."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafix.cases.models import Case
from bonafix.deadlines.loop import fire_due
from bonafix.files.errors import FileGone
from bonafix.files.models import StoredFile, Upload
from bonafix.files.uploads.rules import NoSuchUpload, OtherOffset
from bonafix.kit.errors import BonafixError, NotAllowed, NotFound
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.models import Operator
from bonafix.people.actions import erase
from bonafix.people.errors import ReasonNeeded
from bonafix.people.mydata import all_data
from bonafix.repairs.actions.calls import Call, attach_call
from bonafix.repairs.actions.listening import open_recording, sound_of_recording
from bonafix.repairs.actions.policy import publish_policy
from bonafix.repairs.actions.recorded import Sound, announce, take_in, take_piece
from bonafix.repairs.actions.recording import (
    choose_recording,
    expire_recording,
    is_allowed,
    recordings_of,
)
from bonafix.repairs.recordings import Recording, RecordingChoice
from bonafix.repairs.rules.recordings import (
    SLACK,
    Choice,
    NotASound,
    NotStated,
    RecordingNotWanted,
    RecordingOff,
    check_stated,
    sound_of,
    stands,
)
from tests.support.lives import lead
from tests.support.world import World, build

SOUND = b"\x1aE\xdf\xa3" + bytes(range(256)) * 40
WHY = "顾客与师傅对报价经过说法不同"


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    return build(operator.id, now)


@pytest.fixture
def case(world: World) -> Case:
    return lead(world, "arrived")


def choose(world: World, case: Case, allowed: bool, after: int = 0) -> None:
    choose_recording(
        world.holder(case.id), world.now + timedelta(minutes=after), case.number, allowed
    )


def sound(world: World, after: int = 5, **more: object) -> Sound:
    began = world.now + timedelta(minutes=after)
    facts: dict[str, object] = {
        "client_id": uuid4(),
        "length": len(SOUND),
        "media_type": "audio/webm",
        "seconds": 60,
        "began_at": began,
        "sent_at": began + timedelta(minutes=1),
    }
    return Sound(**{**facts, **more})  # type: ignore[arg-type]


def send(world: World, case: Case, one: Sound, after: int = 6) -> Recording | None:
    """All of it, in pieces, and what the worker makes of it."""
    who, instant = whoever_goes(world, case), world.now + timedelta(minutes=after)
    standing = announce(who, instant, case.number, one)
    while standing.state == "open":
        piece = SOUND[standing.offset : standing.offset + 4000]
        standing = take_piece(who, instant, case.number, one.client_id, standing.offset, piece)
    upload = Upload.objects.get(subject_id=one.client_id, status="whole")
    return take_in(world.operator_id, instant, upload.id)


def whoever_goes(world: World, case: Case):  # type: ignore[no-untyped-def]
    technician_id = world.repair(case.id).technician_id
    assert technician_id is not None
    return world.technician(technician_id)


def kinds(case: Case) -> list[str]:
    rows = Entry.objects.filter(stream_id=case.id).order_by("seq")
    return [kind for kind in rows.values_list("kind", flat=True) if "recording" in kind]


def customer(world: World, case: Case) -> UUID:
    return world.repair(case.id).customer_id


def test_nothing_is_recorded_unless_the_customer_says_yes(world: World, case: Case) -> None:
    assert not is_allowed(case.id, world.now)
    with pytest.raises(RecordingNotWanted):
        announce(whoever_goes(world, case), world.now, case.number, sound(world))
    assert not Upload.objects.exists() and not Recording.objects.exists()
    assert kinds(case) == ["repairs.recording_not_taken"]


def test_with_a_yes_a_recording_comes_in_pieces_once_and_whole(world: World, case: Case) -> None:
    choose(world, case, True)
    one = sound(world)
    who, later = whoever_goes(world, case), world.now + timedelta(minutes=6)
    assert announce(who, later, case.number, one).offset == 0
    take_piece(who, later, case.number, one.client_id, 0, SOUND[:4000])
    with pytest.raises(OtherOffset):
        take_piece(who, later, case.number, one.client_id, 0, SOUND[:4000])
    assert announce(who, later, case.number, one).offset == 4000
    row = send(world, case, one)
    assert row is not None and (row.source, row.seconds) == ("visit", 60)
    assert row.kept_until == later + timedelta(days=30)
    assert announce(who, later, case.number, one).state == "stored"
    again = take_in(world.operator_id, later, Upload.objects.get(subject_id=one.client_id).id)
    assert again == row and Recording.objects.count() == 1
    file = StoredFile.objects.get(pk=row.file_id)
    assert (file.category, file.size, file.wrapped_by) == ("recording", len(SOUND), "person")
    assert not audit_operator(world.operator_id).faults


def test_a_no_takes_everything_back_at_once_also_what_is_on_its_way(
    world: World, case: Case
) -> None:
    choose(world, case, True)
    kept = send(world, case, sound(world))
    assert kept is not None
    half = sound(world, 7)
    who, later = whoever_goes(world, case), world.now + timedelta(minutes=8)
    announce(who, later, case.number, half)
    take_piece(who, later, case.number, half.client_id, 0, SOUND[:100])
    choose(world, case, False, 9)
    assert recordings_of(case.id) == []
    kept.refresh_from_db()
    assert kept.ended_because == "withdrawn"
    assert Upload.objects.get(subject_id=half.client_id).status == "dropped"
    for number, begun in ((10, half), (11, sound(world, 10))):
        with pytest.raises((RecordingNotWanted, NoSuchUpload)):
            announce(who, world.now + timedelta(minutes=number), case.number, begun)
        with pytest.raises((RecordingNotWanted, NoSuchUpload)):
            take_piece(who, world.now, case.number, begun.client_id, 100, SOUND[100:])
    assert kinds(case)[-3:-2] == ["repairs.recording_ended"]
    choose(world, case, True, 20)
    with pytest.raises(RecordingNotWanted):
        # Begun before the no: a later yes does not bring it back.
        late = world.now + timedelta(minutes=30)
        announce(who, late, case.number, sound(world, 8, sent_at=late))


def test_what_was_whole_and_is_not_wanted_any_more_becomes_no_file(
    world: World, case: Case
) -> None:
    choose(world, case, True)
    one = sound(world)
    who, later = whoever_goes(world, case), world.now + timedelta(minutes=6)
    announce(who, later, case.number, one)
    take_piece(who, later, case.number, one.client_id, 0, SOUND)
    upload = Upload.objects.get(subject_id=one.client_id)
    with begin(world.system, later) as act:
        act.record(
            "repairs.recording_chosen",
            ("case", case.id),
            rows=[
                RecordingChoice(
                    case_id=case.id, allowed=False, wording="x", channel="page", at=later
                )
            ],
        )
    assert take_in(world.operator_id, later, upload.id) is None
    assert not StoredFile.objects.filter(category="recording").exists()


def test_no_recording_changes_nothing_else(world: World) -> None:
    """The very same visit, with a yes, with a no and without a word."""
    told = []
    for number, choice in enumerate((True, False, None)):
        one = lead(world, "accepted", number)
        if choice is not None:
            choose(world, one, choice)
        one = lead(world, "approved", 50 + number) if choice is None else one
        repair = world.repair(one.id)
        told.append((repair.urgent, repair.minutes, repair.skills, repair.moved))
    assert len({str(one) for one in told}) == 1
    yes, no = lead(world, "arranged", 60), lead(world, "arranged", 61)
    choose(world, yes, True)
    choose(world, no, False)
    for one in (yes, no):
        world.step(one, "depart")
        world.step(one, "arrive", code=world.door_code(one.id))
        world.step(one, "quote", lines=(("visit", 1),))
    totals = {world.open_quote(one.id).total_fen for one in (yes, no)}
    assert totals == {5000}


def test_a_recording_ends_by_itself_on_its_day_and_that_is_on_record(
    world: World, case: Case
) -> None:
    values = {"recording_days": 2}
    publish_policy(world.staff("manager"), world.now, world.now, values)
    choose(world, case, True)
    row = send(world, case, sound(world))
    assert row is not None and row.kept_until == row.recorded_at + timedelta(days=2)
    early = row.kept_until - timedelta(seconds=1)
    expire_recording(world.operator_id, early, row.id)
    assert recordings_of(case.id) == [row]
    fire_due(row.kept_until, 500)
    for _twice in range(2):
        expire_recording(world.operator_id, row.kept_until, row.id)
    row.refresh_from_db()
    assert (row.ended_at, row.ended_because) == (row.kept_until, "time")
    assert kinds(case).count("repairs.recording_ended") == 1
    assert StoredFile.objects.get(pk=row.file_id).status == "destroyed"
    with pytest.raises(NotFound):
        open_recording(world.staff("manager"), row.kept_until, case.number, row.id, WHY)
    assert not audit_operator(world.operator_id).faults


def test_who_listens_is_named_and_says_why_and_the_customer_reads_both(
    world: World, case: Case
) -> None:
    choose(world, case, True)
    row = send(world, case, sound(world))
    assert row is not None
    boss = world.staff("manager")
    for actor in (world.staff("agent"), world.staff("dispatcher"), whoever_goes(world, case)):
        with pytest.raises(NotAllowed):
            open_recording(actor, world.now, case.number, row.id, WHY)
    with pytest.raises(ReasonNeeded):
        open_recording(boss, world.now, case.number, row.id, " ")
    assert "repairs.recording_opened" not in kinds(case)
    open_recording(boss, world.now, case.number, row.id, WHY)
    _row, pieces = sound_of_recording(boss, case.number, row.id)
    assert b"".join(pieces) == SOUND
    entry = Entry.objects.get(kind="repairs.recording_opened")
    assert entry.actor == boss.label() and WHY.encode() not in bytes(entry.body)
    assert Entry.objects.filter(kind="files.read", stream_id=row.file_id).count() == 1
    (shown,) = all_data(customer(world, case))["people"]["shown_in_full"]
    assert (shown["fields"], shown["reason"], shown["by"]) == (["recording"], WHY, boss.label())


def test_a_technician_brings_the_customers_no_and_never_a_yes(world: World, case: Case) -> None:
    who = whoever_goes(world, case)
    with pytest.raises(NotAllowed):
        choose_recording(who, world.now, case.number, True)
    choose(world, case, True)
    choose_recording(who, world.now, case.number, False)
    assert not is_allowed(case.id, world.now)
    assert RecordingChoice.objects.last().channel == "told"  # type: ignore[union-attr]
    agent = world.staff("agent")
    choose_recording(agent, world.now, case.number, True)
    choose_recording(agent, world.now, case.number, True)
    newest = Entry.objects.filter(kind="repairs.recording_chosen").order_by("position").last()
    assert newest is not None and newest.actor == agent.label(), "the record says who brought it"
    assert RecordingChoice.objects.count() == 3, "saying the same again changes nothing"


def test_where_the_house_keeps_none_nobody_is_asked_and_none_is_taken(
    world: World, case: Case
) -> None:
    publish_policy(world.staff("manager"), world.now, world.now, {"recording_days": 0})
    with pytest.raises(RecordingOff):
        choose(world, case, True)
    with pytest.raises(RecordingOff):
        attach_call(world.staff("agent"), world.now, case.number, call(world))


def call(world: World, **more: object) -> Call:
    facts: dict[str, object] = {
        "client_id": uuid4(),
        "content": b"#!AMR\n" + bytes(2000),
        "seconds": 90,
        "began_at": world.now - timedelta(minutes=5),
        "notice": "call-1",
        "consent": True,
    }
    return Call(**{**facts, **more})  # type: ignore[arg-type]


def test_a_call_is_kept_with_its_notice_and_its_yes_or_not_at_all(world: World, case: Case) -> None:
    agent = world.staff("agent")
    for wrong in ({"consent": False}, {"notice": " "}, {"notice": "先生您好"}):
        with pytest.raises(NotStated):
            attach_call(agent, world.now, case.number, call(world, **wrong))
    with pytest.raises(NotASound):
        attach_call(agent, world.now, case.number, call(world, content=b"\xff\xd8\xff picture"))
    with pytest.raises(NotAllowed):
        attach_call(whoever_goes(world, case), world.now, case.number, call(world))
    assert not Recording.objects.exists()
    one = call(world)
    row, replayed = attach_call(agent, world.now, case.number, one)
    assert (row.source, row.notice, row.media_type, replayed) == (
        "call",
        "call-1",
        "audio/amr",
        False,
    )
    assert attach_call(agent, world.now, case.number, one) == (row, True)
    choose(world, case, False)
    row.refresh_from_db()
    assert row.ended_because == "withdrawn", "a no is a no to all of it"
    with pytest.raises(RecordingNotWanted):
        attach_call(agent, world.now, case.number, call(world))


def test_erasing_a_customer_ends_the_recordings_also_where_a_law_keeps_the_repair(
    world: World,
) -> None:
    case = lead(world, "approved")
    choose(world, case, True)
    row = send(world, case, sound(world))
    assert row is not None
    for verb in ("repair", "sign_off"):
        world.step(case, verb, **({"method": "told"} if verb == "sign_off" else {}))
    from bonafix.repairs.actions.finish import close
    from bonafix.repairs.actions.voucher import issue_guarantee

    issue_guarantee(world.system, world.now, case.id)
    close(world.staff("agent"), world.now + timedelta(days=40), case.id)
    much_later = world.now + timedelta(days=400)
    outcome = erase(world.staff("manager"), much_later, customer(world, case))
    assert outcome.status == "archived", [one.code for one in outcome.kept]
    row.refresh_from_db()
    assert row.ended_because == "erased"
    with pytest.raises(FileGone):
        list(_pieces(row))
    assert not audit_operator(world.operator_id).faults


def _pieces(row: Recording):  # type: ignore[no-untyped-def]
    from bonafix.files.actions import pieces_of

    return pieces_of(StoredFile.objects.get(pk=row.file_id))


def test_what_is_no_sound_is_refused_and_nothing_is_kept(world: World, case: Case) -> None:
    choose(world, case, True)
    one, who = sound(world), whoever_goes(world, case)
    later = world.now + timedelta(minutes=6)
    announce(who, later, case.number, one)
    for wrong in (b"\xff\xd8\xff\xe0" + bytes(100), b"<html>" + bytes(100), b"#!AMR\n" + bytes(90)):
        with pytest.raises(NotASound):
            take_piece(who, later, case.number, one.client_id, 0, wrong)
    with pytest.raises(NotASound):
        announce(who, later, case.number, sound(world, seconds=10**6))
    with pytest.raises(BonafixError):
        announce(who, later, case.number, sound(world, length=10**9))


AT = datetime.fromisoformat("2026-11-24T10:00:00+08:00")


@given(minutes=st.integers(-300, 300), allowed=st.booleans(), days=st.integers(0, 365))
def test_a_recording_rests_on_a_yes_that_came_before_it(
    minutes: int, allowed: bool, days: int
) -> None:
    began = AT + timedelta(minutes=minutes)
    verdict = stands(Choice(uuid4(), allowed, AT), began, days)
    assert verdict == (allowed and days > 0 and began >= AT - SLACK)
    assert not stands(None, began, days), "silence is a no"


@given(st.binary(max_size=64))
def test_only_sound_is_taken_for_sound(head: bytes) -> None:
    with suppress(NotASound):
        assert sound_of(head).startswith("audio/")


@given(st.text(max_size=60), st.booleans())
def test_a_call_states_its_notice_in_a_word(notice: str, consent: bool) -> None:
    try:
        kept = check_stated(notice, consent)
    except NotStated:
        return
    assert consent and kept and kept.isascii() and len(kept) <= 40

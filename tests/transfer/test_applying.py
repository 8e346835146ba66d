"""Applying a file: all the right rows and only those, once, whatever happens in between."""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bonafix.access.table import TABLE
from bonafix.deadlines.models import Deadline
from bonafix.files.models import StoredFile
from bonafix.jobs import handlers
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import revoke
from bonafix.people.models import Membership, Party
from bonafix.products.models import SoldUnit
from bonafix.transfer import actions
from bonafix.transfer.actions import apply
from bonafix.transfer.errors import FileUnreadable, KindUnknown, NotReady
from bonafix.transfer.models import Batch, Export, Import
from bonafix.transfer.reading.limits import MAX_BYTES
from tests.support.world import World, build
from tests.transfer.bringing import bring, counts, faults, looked_at, manager, of


@pytest.fixture
def world(operator: Operator, now: object) -> World:
    return build(operator.id, now)  # type: ignore[arg-type]


@pytest.fixture
def actor(world: World) -> Actor:
    return manager(world)


# Every mistake of a table of sold units, with the field and code that it is told by.
MISTAKES: dict[str, tuple[list[str], tuple[str, str]]] = {
    "unknown product": (["无", "{s}", "", "", "", "", ""], ("sku", "no_such_product")),
    "no name at all": (["T-1", "", "", "", "", "", ""], ("serial", "unit_unnamed")),
    "no product": (["", "{s}", "", "", "", "", ""], ("sku", "missing")),
    "letters in the phone": (
        ["T-1", "{s}", "", "甲", "13x", "", ""],
        ("owner_phone", "not_a_phone"),
    ),
    "short phone": (["T-1", "{s}", "", "甲", "1381234", "", ""], ("owner_phone", "not_a_phone")),
    "shortened phone": (
        ["T-1", "{s}", "", "甲", "1.38E+10", "", ""],
        ("owner_phone", "number_shortened"),
    ),
    "shortened serial": (["T-1", "6.9E+12", "", "", "", "", ""], ("serial", "number_shortened")),
    "serial is a person's": (
        ["T-1", "138{n:08d}", "", "", "", "", ""],
        ("serial", "names_a_person"),
    ),
    "half an owner": (["T-1", "{s}", "", "甲", "", "", ""], ("owner_phone", "owner_half")),
    "other half": (["T-1", "{s}", "", "", "13812345678", "", ""], ("owner_name", "owner_half")),
    "no such day": (["T-1", "{s}", "", "", "", "2026-02-30", ""], ("sold_on", "not_a_day")),
    "day first": (["T-1", "{s}", "", "", "", "31/01/2026", ""], ("sold_on", "not_a_day")),
    "in the future": (["T-1", "{s}", "", "", "", "2030-01-01", ""], ("sold_on", "day_to_come")),
    "installed too early": (
        ["T-1", "{s}", "", "", "", "2026-02-01", "2026-01-01"],
        ("installed_on", "installed_before_sold"),
    ),
    "too long": (["T-1", "{s}" + "x" * 60, "", "", "", "", ""], ("serial", "text_too_long")),
}


def mixed(size: int, seed: int) -> tuple[bytes, set[str], dict[int, tuple[str, str]]]:
    """A table of `size` rows: (content, right serials, wrong row → what is said)."""
    dice = random.Random(seed)
    rows: list[list[str]] = []
    right: set[str] = set()
    wrong: dict[int, tuple[str, str]] = {}
    names = list(MISTAKES)
    for number in range(size):
        serial = f"SN{number:08d}"
        if dice.random() < 0.3:
            cells, said = MISTAKES[
                names[number % len(names)] if number < 30 else dice.choice(names)
            ]
            rows.append([cell.format(s=serial, n=number) for cell in cells])
            wrong[number + 2] = said
        else:
            owner = ["甲", f"139{number // 3:08d}"] if number % 2 else ["", ""]
            rows.append(["T-1", serial, "", *owner, "2026-01-31", ""])
            right.add(serial)
    return of("units", rows), right, wrong


def test_right_rows_come_in_wrong_ones_are_reported_and_a_second_run_changes_nothing(
    world: World, actor: Actor
) -> None:
    """1,200 rows here; the bench does 10,000 of each kind."""
    content, right, wrong = mixed(1_200, 7)
    assert {said for said in wrong.values()} == {said for _, said in MISTAKES.values()}
    first = bring(world, actor, "units", content)
    assert set(SoldUnit.objects.values_list("serial", flat=True)) == right
    assert faults(world, actor, first) == {row: {said} for row, said in wrong.items()}
    assert counts(first) == (len(right), 0, 0, len(wrong))
    people = Party.objects.count()
    second = bring(world, actor, "units", content, hours=1)
    assert counts(second) == (0, 0, len(right), len(wrong))
    assert (SoldUnit.objects.count(), Party.objects.count()) == (len(right), people)
    assert bytes(first.sha256) == bytes(second.sha256)
    assert not audit_operator(world.operator_id).faults


class PowerCut(Exception):
    """The process dies."""


def test_a_run_that_dies_goes_on_where_it_stood_and_nothing_comes_twice(
    world: World, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, right, wrong = mixed(300, 3)
    row = looked_at(world, actor, "units", content)
    actions.ask_apply(actor, world.now, row.id)
    monkeypatch.setattr(apply, "BATCH", 50)
    monkeypatch.setattr(apply, "ROWS_OF_JOB", 120)
    write, left = apply._written, iter([*[True] * 130, False, *[True] * 60, False])

    def dying(*given: object) -> object:
        if not next(left, True):
            raise PowerCut
        return write(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(apply, "_written", dying)
    deaths, seen = 0, []
    while row.status in ("checked", "applying"):
        try:
            row = actions.apply_some(world.operator_id, world.now, row.id)
        except PowerCut:
            deaths += 1
            row = Import.objects.get(pk=row.id)
            # Whole batches or nothing of them.
            assert row.done % 10 == 0
            assert SoldUnit.objects.count() == row.counts["new"]
        seen.append(row.done)
    assert deaths == 2
    assert seen == sorted(seen)
    assert counts(row) == (len(right), 0, 0, len(wrong))
    assert set(SoldUnit.objects.values_list("serial", flat=True)) == right
    assert sorted(Batch.objects.values_list("first", flat=True))[0] == 0
    assert not audit_operator(world.operator_id).faults


def test_a_refusal_takes_back_its_row_and_no_other(
    world: World, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner of a refused unit is not left behind."""
    from bonafix.transfer.kinds import units

    register = units.register_sold_unit

    def refusing(act: object, **given: object) -> object:
        if given["serial"] == "B":
            raise NotAllowed("not_allowed", "You may not do this here.")
        return register(act, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(units, "register_sold_unit", refusing)
    people = Party.objects.count()
    rows = [["T-1", s, "", s, f"1381234567{n}", "", ""] for n, s in enumerate("ABC")]
    row = bring(world, actor, "units", of("units", rows))
    assert faults(world, actor, row) == {3: {("", "not_allowed")}}
    assert set(SoldUnit.objects.values_list("serial", flat=True)) == {"A", "C"}
    assert Party.objects.count() == people + 2
    assert not audit_operator(world.operator_id).faults


def test_what_the_queue_delivers_does_the_same(world: World, actor: Actor) -> None:
    content = of("customers", [["李", "13812345678", ""]])
    row = actions.upload(actor, world.now, "customers", content)
    ids = {"import_id": str(row.id)}
    for _twice in range(2):
        handlers.deliver("transfer.uploaded", world.operator_id, world.now, ids)
    actions.ask_apply(actor, world.now, row.id)
    for _twice in range(2):
        handlers.deliver("transfer.apply", world.operator_id, world.now, ids)
    assert counts(Import.objects.get(pk=row.id)) == (1, 0, 0, 0)
    assert Batch.objects.count() == 1


def test_the_file_goes_with_its_end_and_the_report_with_its_time(
    world: World, actor: Actor
) -> None:
    row = bring(world, actor, "customers", of("customers", [["李", "1", ""]]))
    assert row.source is not None and row.report is not None
    kept = StoredFile.objects.filter(category="import", status="stored")
    assert [one.id for one in kept] == [row.report_id]
    due = Deadline.objects.get(subject_id=row.id)
    assert due.due_at == world.now + timedelta(days=7)
    facts = {"subject_kind": "import", "subject_id": str(row.id), "name": due.name}
    given = {"deadline_id": str(due.id), **facts}
    handlers.deliver("deadlines.fired", world.operator_id, due.due_at, given)
    assert not kept.all().exists()
    assert Import.objects.get(pk=row.id).status == "applied"


def test_a_file_that_nobody_approves_is_let_go_by_itself(world: World, actor: Actor) -> None:
    row = looked_at(world, actor, "customers", of("customers", [["李", "13812345678", ""]]))
    actions.expire(world.operator_id, world.now + timedelta(days=7), "import", row.id)
    assert Import.objects.get(pk=row.id).status == "discarded"
    assert not StoredFile.objects.filter(category="import", status="stored").exists()
    with pytest.raises(NotReady):
        actions.ask_apply(actor, world.now, row.id)


def test_who_lost_the_right_meanwhile_brings_nothing_in(world: World, actor: Actor) -> None:
    row = looked_at(world, actor, "customers", of("customers", [["李", "13812345678", ""]]))
    actions.ask_apply(actor, world.now, row.id)
    boss = world.staff("admin")
    for one in Membership.objects.filter(account_id=actor.id):
        revoke(boss, world.now, one.id)
    people = Party.objects.count()
    row = actions.apply_some(world.operator_id, world.now, row.id)
    assert (row.status, row.problem) == ("stopped", "not_allowed")
    assert Party.objects.count() == people


def roles() -> Iterator[tuple[str, bool]]:
    for role in ("agent", "dispatcher", "outlet_dispatcher", "technician", "auditor", "brand"):
        yield role, False
    yield from (("manager", True), ("admin", True))


@pytest.mark.parametrize(("role", "may"), list(roles()))
def test_only_managers_and_administrators_bring_in_and_take_out(
    world: World, role: str, may: bool
) -> None:
    assert {role in TABLE[verb] for verb in ("data.import", "data.export")} == {may}
    if not may:
        someone = world.staff(role)
        with pytest.raises(NotAllowed):
            actions.upload(someone, world.now, "customers", b"x")
        with pytest.raises(NotAllowed):
            actions.ask_export(someone, world.now, "copy")
        assert not Import.objects.exists() and not Export.objects.exists()


def test_what_cannot_be_a_file_is_not_even_kept(world: World, actor: Actor) -> None:
    for kind, content, error in (
        ("customers", b"", FileUnreadable),
        ("customers", b"x" * (MAX_BYTES + 1), FileUnreadable),
        ("nothing", b"x", KindUnknown),
    ):
        with pytest.raises(error):
            actions.upload(actor, world.now, kind, content)
    assert not Import.objects.exists()


def test_an_unreadable_file_says_why_and_changes_nothing(world: World, actor: Actor) -> None:
    row = looked_at(world, actor, "customers", "姓名,地址\n甲,乙\n".encode())
    assert (row.status, row.problem, row.columns) == ("unreadable", "columns_missing", ["phone"])


def test_a_part_of_an_act_can_be_refused_without_the_rest(world: World) -> None:
    with begin(world.system, world.now) as act:
        act.record("cases.said", ("case", world.outlet_id))
        with pytest.raises(PowerCut), act.attempt():
            act.record("cases.said", ("case", world.outlet_id))
            act.defer("x")
            raise PowerCut
        assert (len(act.drafts), len(act.events)) == (1, 0)
        act.drafts.clear()

"""Each kind comes in by the verbs of its owners, once, and says what is wrong with a row."""

import pytest

from bonafix.cases.models import Case, Message
from bonafix.dispatch.models import Technician
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.models import Party, PartyRole
from bonafix.people.queries import persons_of_phone
from bonafix.people.sealing import unseal
from bonafix.products.models import Coverage, PriceItem, SoldUnit
from bonafix.repairs.models import Repair
from bonafix.transfer.models import Batch, ExternalRef
from tests.support.world import PLACE, World, build
from tests.transfer.bringing import ADDRESS, bring, counts, faults, manager, of


@pytest.fixture
def world(operator: Operator) -> World:
    from datetime import UTC, datetime

    return build(operator.id, datetime(2026, 11, 24, 6, 20, tzinfo=UTC))


@pytest.fixture
def actor(world: World) -> Actor:
    return manager(world)


GOOD = {
    "outlets": [["Y-1", "永和锁具维修部"], ["Y-2", "隰县维修部"]],
    "coverage": [
        [
            "Y-2",
            "测试锁业",
            "山西省临汾市隰县",
            "否",
            "是",
            "周一至周五 08:00-20:00; 周六 9:00-18:00",
        ],
        ["Y-2", "", "141031100", "是", "", ""],
    ],
    "prices": [
        ["测试锁业", "000123", "更换锁体", "¥1,268.00", "个", ""],
        ["Y-2", "visit", "上门检测", "50", "次", "2026-12-01"],
    ],
    "technicians": [["赵铁柱", "13700001111", "Y-2", "山西省临汾市隰县", "lock，electronics"]],
    "customers": [["李小明", "138 1234 5678", "永和县某街1号"], ["王芳", "0357-7522000", ""]],
    "units": [
        ["T-1", "00012345", "A-1", "李小明", "13812345678", "2026-01-31", "2026/2/1"],
        ["T-1", "", "A-2", "", "", "", ""],
    ],
    "orders": [
        ["WX-1", "李小明", "13812345678", ADDRESS, "T-1", "jammed", "钥匙转不动", "催过两次"],
        ["WX-2", "孙七", "13912345678", "说不清的地方", "T-1", "", "锁坏了", ""],
    ],
}
EXPECTED = {"outlets": (1, 1, 0, 0)}


def test_every_kind_comes_in_and_a_second_run_changes_nothing(world: World, actor: Actor) -> None:
    for kind, rows in GOOD.items():
        first = bring(world, actor, kind, of(kind, rows))
        assert first.status == "applied", (kind, first.problem)
        found = faults(world, actor, first)
        assert found == {}, (kind, found)
        assert counts(first) == EXPECTED.get(kind, (len(rows), 0, 0, 0)), kind
        assert {w: n for w, n in first.counts.items() if n} == first.expected, kind
    before = Entry.objects.exclude(stream_kind__in=["import", "file"]).count()
    for kind, rows in GOOD.items():
        second = bring(world, actor, kind, of(kind, rows), hours=1)
        assert counts(second) == (0, 0, len(rows), 0), (kind, faults(world, actor, second))
    assert Entry.objects.exclude(stream_kind__in=["import", "file"]).count() == before
    assert not audit_operator(world.operator_id).faults


def test_what_came_in_is_what_the_table_said(world: World, actor: Actor) -> None:
    for kind, rows in GOOD.items():
        bring(world, actor, kind, of(kind, rows))
    outlet = Party.objects.get(title="隰县维修部")
    covered = Coverage.objects.get(party_id=outlet.id, exclude=False)
    assert (covered.division_code, covered.urgent) == ("141031", True)
    assert [line["days"] for line in covered.standby] == [[0, 1, 2, 3, 4], [5]]
    assert PriceItem.objects.get(code="000123").fen == 126800
    technician = Technician.objects.get(outlet_id=outlet.id)
    assert (technician.public_name, technician.skills) == ("赵师傅", ["electronics", "lock"])
    assert PartyRole.objects.filter(party_id=technician.id, at_id=outlet.id).exists()
    (customer,) = persons_of_phone("13812345678")
    unit = SoldUnit.objects.get(serial="00012345")
    assert unit.owner_id == customer
    repair = Repair.objects.get(customer_id=customer)
    assert (repair.status, unseal(bytes(repair.description))) == ("accepted", "钥匙转不动")
    assert unseal(bytes(Message.objects.get(case_id=repair.case_id).text)) == "催过两次"
    assert ExternalRef.objects.get(ref="WX-1").subject_id == repair.case_id
    unclear = Case.objects.get(id=ExternalRef.objects.get(ref="WX-2").subject_id)
    assert (unclear.status, unclear.owner) == ("open", "desk")


BAD = {
    "outlets": [
        (["Y-9", ""], {("title", "missing")}),
        (["13812345678", "x"], {("code", "names_a_person")}),
    ],
    "coverage": [
        (["没有", "", PLACE, "", "", ""], {("outlet", "no_such_owner")}),
        (["永和锁具维修部", "别的牌子", PLACE, "", "", ""], {("brand", "no_such_brand")}),
        (["永和锁具维修部", "", "999999", "", "", ""], {("division", "no_such_division")}),
        (["永和锁具维修部", "", "亚特兰蒂斯", "", "", ""], {("division", "no_such_place")}),
        (["永和锁具维修部", "", "14", "", "是", ""], {("standby", "standby_missing")}),
        (["永和锁具维修部", "", "14", "", "是", "随时"], {("standby", "standby_unreadable")}),
        (["永和锁具维修部", "", "14", "也许", "", ""], {("excluded", "not_yes_or_no")}),
    ],
    "prices": [
        (["测试锁业", "a", "b", "一百", "个", ""], {("price", "not_an_amount")}),
        (["测试锁业", "a", "b", "-1", "个", ""], {("price", "amount_below_zero")}),
        (["测试锁业", "a", "b", "1", "个", "2020-01-01"], {("valid_from", "price_in_past")}),
        (["测试锁业", "a", "b", "1", "个", "31/12/2026"], {("valid_from", "not_a_day")}),
        (["无此", "a", "b", "1", "个", ""], {("owner", "no_such_owner")}),
    ],
    "technicians": [
        (["甲", "1", "永和锁具维修部", PLACE, ""], {("phone", "not_a_phone")}),
        (["甲", "13711112222", "无", PLACE, ""], {("outlet", "no_such_outlet")}),
    ],
    "customers": [
        (["甲", "1.38E+10", ""], {("phone", "number_shortened")}),
        (["", "", ""], set()),
        (["", "13812340000", ""], {("name", "missing")}),
        (["甲" * 61, "13812340000", ""], {("name", "text_too_long")}),
        (["甲", "12345", "x" * 301], {("phone", "not_a_phone"), ("address", "text_too_long")}),
    ],
    "units": [
        (["没有", "1", "", "", "", "", ""], {("sku", "no_such_product")}),
        (["T-1", "", "", "", "", "", ""], {("serial", "unit_unnamed")}),
        (["T-1", "2", "", "甲", "", "", ""], {("owner_phone", "owner_half")}),
        (["T-1", "3", "", "", "", "2026-02-30", ""], {("sold_on", "not_a_day")}),
        (["T-1", "4", "", "", "", "2099-01-01", ""], {("sold_on", "day_to_come")}),
        (
            ["T-1", "5", "", "", "", "2026-02-02", "2026-01-01"],
            {("installed_on", "installed_before_sold")},
        ),
    ],
    "orders": [
        (["", "甲", "13812340000", ADDRESS, "T-1", "", "坏", ""], {("order_no", "missing")}),
        (["W1", "甲", "13812340000", ADDRESS, "无", "", "坏", ""], {("sku", "no_such_product")}),
        (["W2", "甲", "13812340000", ADDRESS, "T-1", "无", "坏", ""], {("fault", "fault_unknown")}),
        (
            ["W3", "甲", "13812340000", "", "T-1", "", "", ""],
            {("address", "missing"), ("description", "missing")},
        ),
    ],
}


@pytest.mark.parametrize("kind", BAD)
def test_every_mistake_is_said_at_its_row_and_field_and_changes_nothing(
    world: World, actor: Actor, kind: str
) -> None:
    before = Entry.objects.exclude(stream_kind__in=["import", "file"]).count()
    row = bring(world, actor, kind, of(kind, [cells for cells, _ in BAD[kind]]))
    expected = {n: said for n, (_, said) in enumerate(BAD[kind], start=2) if said}
    assert faults(world, actor, row) == expected
    assert counts(row) == (0, 0, 0, len(expected))
    after = Entry.objects.exclude(stream_kind__in=["import", "file", "operator"]).count()
    assert after <= before


def test_nothing_that_is_here_is_overwritten_by_a_file(world: World, actor: Actor) -> None:
    bring(world, actor, "customers", of("customers", [["李", "13812345678", "甲街"]]))
    bring(world, actor, "units", of("units", [["T-1", "9", "A", "李", "13812345678", "", ""]]))
    again = bring(world, actor, "customers", of("customers", [["李", "13812345678", "乙街"]]))
    assert faults(world, actor, again) == {2: {("address", "differs")}}
    again = bring(
        world, actor, "units", of("units", [["T-1", "9", "B", "张", "13812345678", "", ""]])
    )
    assert faults(world, actor, again) == {2: {("order_ref", "differs"), ("owner_name", "differs")}}
    assert SoldUnit.objects.get(serial="9").order_ref == "A"


def test_prices_and_coverage_are_replaced_from_now_on(world: World, actor: Actor) -> None:
    row = bring(
        world,
        actor,
        "prices",
        of("prices", [["测试锁业", "visit", "上门检测", "60", "次", ""]]),
        hours=1,
    )
    assert counts(row) == (0, 1, 0, 0)
    assert sorted(PriceItem.objects.filter(code="visit").values_list("fen", flat=True)) == [
        5000,
        6000,
    ]
    row = bring(
        world,
        actor,
        "coverage",
        of("coverage", [["永和锁具维修部", "", PLACE, "", "否", ""]]),
        hours=1,
    )
    assert counts(row) == (0, 1, 0, 0)
    assert [one.urgent for one in Coverage.objects.filter(until__isnull=True)] == [False]
    assert Coverage.objects.filter(until__isnull=False).count() == 1


def test_rows_that_repeat_or_contradict_another_are_told_apart(world: World, actor: Actor) -> None:
    rows = [
        ["李", "13812345678", "甲街"],
        ["李", "+86 138-1234-5678", "甲街"],
        ["李", "13812345678", "乙街"],
    ]
    row = bring(world, actor, "customers", of("customers", rows))
    assert counts(row) == (1, 0, 1, 1)
    assert faults(world, actor, row) == {4: {("", "contradicts_row")}}
    assert len(persons_of_phone("13812345678")) == 1


def test_a_row_that_repeats_a_wrong_one_is_wrong_too(world: World, actor: Actor) -> None:
    rows = [["没有", "1", "", "", "", "", ""]] * 2
    assert counts(bring(world, actor, "units", of("units", rows))) == (0, 0, 0, 2)


def test_the_record_says_which_row_made_what(world: World, actor: Actor) -> None:
    row = bring(world, actor, "customers", of("customers", [["李", "13812345678", ""]]))
    (made,) = Batch.objects.get(source_id=row.id).outcome["made"].items()
    assert made == ("2", str(persons_of_phone("13812345678")[0]))
    kinds = list(
        Entry.objects.filter(stream_kind="import", stream_id=row.id)
        .order_by("seq")
        .values_list("kind", flat=True)
    )
    assert kinds == [
        "transfer.uploaded",
        "deadlines.set",
        "transfer.looked",
        "transfer.checked",
        "transfer.approved",
        "transfer.batch_applied",
        "transfer.applied",
    ]
    for entry in Entry.objects.filter(operator_id=world.operator_id):
        assert "13812345678" not in bytes(entry.body).decode()

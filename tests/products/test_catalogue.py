"""Catalogue, prices, coverage, standing and the public page, in a real database."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from bonafix.kit.errors import BonafixError, NotAllowed
from bonafix.ledger.acts import Act, begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.products import actions
from bonafix.products.errors import (
    AlreadyCovered,
    AlreadyThere,
    BadMinutes,
    BadPrice,
    BadStandby,
    BadText,
    NoSuchThing,
    NotServing,
    PriceInPast,
    UnitUnnamed,
    UnknownDivision,
)
from bonafix.products.models import Brand, Product
from bonafix.products.own import UnitData
from bonafix.products.queries import (
    coverage_for,
    fault_named,
    operates_independently,
    prices_for,
    product_named,
    service_page,
    some_serve_independently,
    standing,
    unit_with,
)
from bonafix.products.rules import who_serves
from tests.products.catalogue import (
    ALWAYS,
    EDITION,
    YEAR,
    boss,
    brand,
    cover,
    organisation,
    outlet,
    paper,
)

DAY = timedelta(days=1)


def add_lock(operator: Operator, now: datetime, made: Brand, sku: str = "PK-S1") -> UUID:
    with begin(boss(operator), now) as act:
        return actions.add_product(
            act, brand_id=made.id, sku=sku, title="智能锁", category="smart_lock"
        ).id


def price(
    operator: Operator,
    now: datetime,
    owner: UUID,
    code: str,
    fen: int,
    start: datetime | None = None,
) -> None:
    with begin(boss(operator), now) as act:
        actions.set_price(
            act,
            owner_id=owner,
            code=code,
            title=f"项目{code}",
            fen=fen,
            unit="次",
            valid_from=start,
        )


def authorise(operator: Operator, now: datetime, outlet_id: UUID, brand_id: UUID) -> UUID:
    document = paper(operator, now)
    with begin(boss(operator), now) as act:
        return actions.authorise_outlet(
            act,
            outlet_id=outlet_id,
            brand_id=brand_id,
            document_id=document,
            valid_from=now,
            valid_to=now + YEAR,
        ).id


def test_goods_and_faults_are_found_by_code_or_id(operator: Operator, now: datetime) -> None:
    made = brand(operator, now)
    lock = add_lock(operator, now, made)
    with begin(boss(operator), now) as act:
        fault = actions.add_fault(
            act,
            category="smart_lock",
            code="jammed",
            title="锁舌卡住",
            minutes=60,
            skills=("lock", "electronics", "lock"),
            urgent_allowed=True,
        )
    for text in ("PK-S1", str(lock)):
        found = product_named(text)
        assert found is not None and found.id == lock
    for text in ("jammed", str(fault.id)):
        known = fault_named("smart_lock", text)
        assert known is not None and known.skills == ["electronics", "lock"]
        assert fault_named("safe", text) is None
    assert product_named("PK-9") is product_named(str(uuid4())) is None


def test_goods_of_another_operator_are_not_found(
    two_operators: tuple[Operator, Operator], now: datetime
) -> None:
    mine, other = two_operators
    with act_as(mine.id):
        made = brand(mine, now)
        lock = add_lock(mine, now, made)
    with act_as(other.id):
        assert product_named("PK-S1") is product_named(str(lock)) is None
        with pytest.raises(NoSuchThing), begin(boss(other), now) as act:
            actions.add_product(act, brand_id=made.id, sku="X", title="锁", category="lock")
        with pytest.raises(NotServing), begin(boss(other), now) as act:
            actions.add_brand(act, party_id=made.party_id, title="磐扣")
        # The same number may be another product there.
        add_lock(other, now, brand(other, now))


Wrong = Callable[[Act, Brand, UUID], object]
WRONG: list[tuple[type[BonafixError], Wrong]] = [
    (BadText, lambda a, b, o: actions.add_brand(a, party_id=b.party_id, title=" ")),
    (AlreadyThere, lambda a, b, o: actions.add_brand(a, party_id=b.party_id, title=b.title)),
    (NotServing, lambda a, b, o: actions.add_brand(a, party_id=o, title="网点牌")),
    (
        BadText,
        lambda a, b, o: actions.add_product(
            a, brand_id=b.id, sku="x" * 61, title="锁", category="lock"
        ),
    ),
    (
        BadText,
        lambda a, b, o: actions.add_product(
            a, brand_id=b.id, sku="a\x00", title="锁", category="lock"
        ),
    ),
    (
        AlreadyThere,
        lambda a, b, o: actions.add_product(
            a, brand_id=b.id, sku="PK-S1", title="锁", category="lock"
        ),
    ),
    (
        BadMinutes,
        lambda a, b, o: actions.add_fault(a, category="lock", code="c", title="坏", minutes=0),
    ),
    (
        BadPrice,
        lambda a, b, o: actions.set_price(
            a, owner_id=o, code="visit", title="上门", fen=-1, unit="次"
        ),
    ),
    (
        BadPrice,
        lambda a, b, o: actions.set_price(
            a, owner_id=o, code="visit", title="上门", fen=1.5, unit="次"
        ),
    ),  # type: ignore[arg-type]
    (
        PriceInPast,
        lambda a, b, o: actions.set_price(
            a, owner_id=o, code="visit", title="上门", fen=1, unit="次", valid_from=a.now - DAY
        ),
    ),
    (
        NotServing,
        lambda a, b, o: actions.set_price(
            a, owner_id=uuid4(), code="visit", title="上门", fen=1, unit="次"
        ),
    ),
    (
        UnknownDivision,
        lambda a, b, o: actions.add_coverage(
            a, party_id=o, brand_id=b.id, division_code="999999", edition=EDITION
        ),
    ),
    (
        UnknownDivision,
        lambda a, b, o: actions.add_coverage(
            a, party_id=o, brand_id=b.id, division_code="'; --", edition=EDITION
        ),
    ),
    (
        NotServing,
        lambda a, b, o: actions.add_coverage(
            a, party_id=uuid4(), brand_id=b.id, division_code="532801", edition=EDITION
        ),
    ),
    (
        BadStandby,
        lambda a, b, o: actions.add_coverage(
            a,
            party_id=o,
            brand_id=b.id,
            division_code="53",
            edition=EDITION,
            standby=[{"days": [9]}],
        ),
    ),
    (
        AlreadyCovered,
        lambda a, b, o: actions.add_coverage(
            a, party_id=o, brand_id=b.id, division_code="532801", edition=EDITION
        ),
    ),
    (NoSuchThing, lambda a, b, o: actions.end_coverage(a, uuid4())),
    (
        NoSuchThing,
        lambda a, b, o: actions.authorise_outlet(
            a,
            outlet_id=o,
            brand_id=b.id,
            document_id=uuid4(),
            valid_from=a.now,
            valid_to=a.now + DAY,
        ),
    ),
    (
        UnitUnnamed,
        lambda a, b, o: actions.register_sold_unit(
            a, product_id=Product.objects.get(sku="PK-S1").id
        ),
    ),
]


@pytest.mark.parametrize(("error", "verb"), WRONG)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_changes(
    operator: Operator, now: datetime, error: type[BonafixError], verb: Wrong
) -> None:
    made, shop = brand(operator, now), outlet(operator, now)
    add_lock(operator, now, made)
    cover(operator, now, shop, made.id, "532801")
    before = Entry.objects.count()
    with pytest.raises(error) as caught, begin(boss(operator), now) as act:
        verb(act, made, shop)
    assert caught.value.sentence()
    assert Entry.objects.count() == before
    assert audit_operator(operator.id).faults == []


def test_a_report_reads_coverage_with_one_query_of_four_codes(
    operator: Operator, now: datetime
) -> None:
    made, shop = brand(operator, now), outlet(operator, now)
    for code in ("53", "532801", "532822", "5329"):
        cover(operator, now, shop, made.id, code, urgent=True, standby=ALWAYS)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = coverage_for("532801101", made.id)
    assert len(queries) == 1
    assert {row.division_code for row in rows} == {"53", "532801"}
    (serving,) = who_serves("532801101", rows, now, urgent=True)
    assert (serving.party_id, serving.standby_now, serving.by) == (shop, True, "532801")


def test_an_exclusion_by_outlet_or_brand_is_kept_and_ends_with_its_row(
    operator: Operator, now: datetime
) -> None:
    made, shop, other = brand(operator, now), outlet(operator, now), outlet(operator, now, "二店")
    for one in (shop, other):
        cover(operator, now, one, made.id, "5328")
    mine = cover(operator, now, shop, made.id, "53", exclude=True)

    def served(at: datetime) -> list[UUID]:
        return [s.party_id for s in who_serves("532801", coverage_for("532801", made.id), at)]

    assert served(now) == [other]
    theirs = cover(operator, now, made.party_id, made.id, "532801", exclude=True)
    assert served(now) == []
    with begin(boss(operator), now + DAY) as act:
        actions.end_coverage(act, theirs.id)
        actions.end_coverage(act, mine.id)
    assert served(now) == []
    assert served(now + DAY) == sorted([shop, other])


def test_an_outlet_declares_for_itself_only(operator: Operator, now: datetime) -> None:
    made, shop, other = brand(operator, now), outlet(operator, now), outlet(operator, now, "二店")
    runs = Actor(
        operator.id,
        "staff",
        roles=frozenset({"outlet_dispatcher"}),
        party_ids=frozenset({shop}),
        outlet_ids=frozenset({shop}),
    )
    with begin(runs, now) as act:
        actions.add_coverage(
            act, party_id=shop, brand_id=made.id, division_code="532801", edition=EDITION
        )
    for party in (other, made.party_id):
        with pytest.raises(NotAllowed), begin(runs, now) as act:
            actions.add_coverage(
                act, party_id=party, brand_id=made.id, division_code="532801", edition=EDITION
            )
    document = paper(operator, now)
    with pytest.raises(NotAllowed), begin(runs, now) as act:
        actions.authorise_outlet(
            act,
            outlet_id=shop,
            brand_id=made.id,
            document_id=document,
            valid_from=now,
            valid_to=now + YEAR,
        )
    assert standing(shop, made.id, now) == "independent"


def test_an_outlet_without_a_valid_paper_of_that_brand_is_independent(
    operator: Operator, now: datetime
) -> None:
    made, other, shop = brand(operator, now), brand(operator, now, "另一牌"), outlet(operator, now)
    assert standing(shop, made.id, now) == "independent"
    given = authorise(operator, now, shop, made.id)
    assert standing(shop, made.id, now) == "authorised"
    assert standing(shop, other.id, now) == "independent"
    assert standing(shop, made.id, now - timedelta(seconds=1)) == "independent"
    assert standing(shop, made.id, now + YEAR) == "independent"
    assert standing(made.party_id, made.id, now) == "authorised"
    with begin(boss(operator), now + DAY) as act:
        actions.revoke_outlet(act, given)
    assert standing(shop, made.id, now + DAY) == "independent"
    assert audit_operator(operator.id).faults == []


def test_every_page_says_so_while_nobody_serves_in_a_brands_name(
    operator: Operator, now: datetime
) -> None:
    made, shop = brand(operator, now), outlet(operator, now)
    assert not operates_independently(now)
    cover(operator, now, shop, made.id, "532801")
    assert operates_independently(now) and service_page(now).independent
    authorise(operator, now, shop, made.id)
    assert not operates_independently(now) and not service_page(now).independent
    assert operates_independently(now + YEAR)


def test_an_independent_outlet_quotes_its_own_prices_and_not_the_brands(
    operator: Operator, now: datetime
) -> None:
    made, shop = brand(operator, now), outlet(operator, now)
    price(operator, now, made.party_id, "visit", 5000)
    price(operator, now, shop, "visit", 9900)
    price(operator, now, shop, "climb", 2000)
    assert prices_for(shop, made.id, now) == {
        "visit": ("项目visit", 9900),
        "climb": ("项目climb", 2000),
    }
    authorise(operator, now, shop, made.id)
    assert prices_for(shop, made.id, now) == {
        "visit": ("项目visit", 5000),
        "climb": ("项目climb", 2000),
    }
    assert prices_for(None, made.id, now) == {"visit": ("项目visit", 5000)}
    assert prices_for(shop, None, now)["visit"] == ("项目visit", 9900)
    assert prices_for(None, None, now) == {}


def test_a_new_price_holds_from_its_day_and_the_old_one_until_then(
    operator: Operator, now: datetime
) -> None:
    made = brand(operator, now)
    price(operator, now, made.party_id, "visit", 5000)
    price(operator, now, made.party_id, "visit", 7000, now + 10 * DAY)
    price(operator, now + DAY, made.party_id, "visit", 6000)
    price(operator, now + DAY, made.party_id, "visit", 7500, now + 10 * DAY)
    fen = [prices_for(None, made.id, now + n * DAY)["visit"][1] for n in (0, 1, 9, 10)]
    assert fen == [5000, 6000, 6000, 7500]
    assert audit_operator(operator.id).faults == []


def test_a_serial_number_is_registered_once(operator: Operator, now: datetime) -> None:
    lock = add_lock(operator, now, brand(operator, now))
    with begin(boss(operator), now) as act:
        unit = actions.register_sold_unit(
            act, product_id=lock, serial=" SN1 ", order_ref="T1", installed_at=now
        )
        for _twice in range(2):
            actions.register_sold_unit(act, product_id=lock, order_ref="T2")
    found = unit_with(lock, "SN1")
    assert found is not None and found.id == unit.id
    with pytest.raises(AlreadyThere), begin(boss(operator), now) as act:
        actions.register_sold_unit(act, product_id=lock, serial="SN1")
    assert unit_with(lock, "") is None
    assert audit_operator(operator.id).faults == []


def test_a_person_is_told_which_units_are_registered_as_theirs(
    operator: Operator, now: datetime
) -> None:
    lock = add_lock(operator, now, brand(operator, now))
    mine, other = organisation(operator, now, "甲", "customer"), uuid4()
    with begin(boss(operator), now) as act:
        actions.register_sold_unit(act, product_id=lock, serial="SN1", owner_id=mine)
        actions.register_sold_unit(act, product_id=lock, serial="SN2")
    assert [unit["serial"] for unit in UnitData().data_of(mine)["units"]] == ["SN1"]
    assert UnitData().data_of(other) == {"units": []}


def test_the_public_page_says_areas_hours_prices_and_the_day_of_the_last_change(
    operator: Operator, now: datetime
) -> None:
    made, shop = brand(operator, now), outlet(operator, now)
    cover(operator, now, shop, made.id, "5328", urgent=True, standby=ALWAYS)
    cover(operator, now, shop, made.id, "532822", exclude=True)
    cover(operator, now, shop, made.id, "110101")
    price(operator, now, shop, "visit", 5000)
    price(operator, now, shop, "visit", 6000, now + 5 * DAY)
    with override("zh-hans"):
        page = service_page(now)
    assert len(page.steps) >= 5
    beijing, yunnan = page.brands[0].provinces
    assert (beijing.name, beijing.cities[0].name, beijing.cities[0].areas[0].name) == (
        "北京市",
        "",
        "东城区",
    )
    (area,) = yunnan.cities[0].areas
    assert (yunnan.name, area.name, area.without) == ("云南省", "西双版纳傣族自治州", ("勐海县",))
    assert (area.urgent, area.hours) == (True, ("每天 00:00 至 24:00",))
    assert [(p.owner, [line.fen for line in p.lines]) for p in page.prices] == [
        ("景洪网点", [5000])
    ]
    assert page.changed_on == date(2026, 11, 24)
    assert page.independent_words
    # An announced price is news on the day on which it begins.
    assert service_page(now + 4 * DAY).changed_on == date(2026, 11, 24)
    later = service_page(now + 6 * DAY)
    assert (later.changed_on, later.prices[0].lines[0].fen) == (date(2026, 11, 29), 6000)


def test_the_public_page_of_an_empty_operator_is_a_page(operator: Operator, now: datetime) -> None:
    page = service_page(now)
    assert (page.hotlines, page.brands, page.prices, page.changed_on) == ((), (), (), None)
    assert not page.independent


def test_where_only_independent_repairers_come_the_page_says_so(
    operator: Operator, now: datetime
) -> None:
    made = brand(operator, now)
    official, free = outlet(operator, now), outlet(operator, now, "椰城锁具维修部")
    document = paper(operator, now)
    with begin(boss(operator), now) as act:
        actions.authorise_outlet(
            act,
            outlet_id=official,
            brand_id=made.id,
            document_id=document,
            valid_from=now,
            valid_to=now + YEAR,
        )
    cover(operator, now, official, made.id, "110101")
    cover(operator, now, official, made.id, "532801")
    cover(operator, now, free, made.id, "532801")
    cover(operator, now, free, made.id, "532822")
    cover(operator, now, free, made.id, "460105")
    price(operator, now, free, "visit", 5000)
    price(operator, now, made.party_id, "visit", 4000)
    page = service_page(now)
    (service,) = page.brands
    assert not service.independent and not page.independent
    assert {one.name: one.standing for one in service.provinces} == {
        "北京市": "authorised",
        "云南省": "both",
        "海南省": "independent",
    }
    areas = {a.code: a.standing for p in service.provinces for c in p.cities for a in c.areas}
    assert areas == {
        "110101": "authorised",
        "532801": "both",
        "532822": "independent",
        "460105": "independent",
    }
    assert {one.owner: one.independent for one in page.prices} == {
        "磐扣": False,
        "椰城锁具维修部": True,
    }
    assert some_serve_independently(now)
    assert not some_serve_independently(now - DAY)

"""Hotlines: shown with the brand's paper only, and never as official while disputed."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import connection

from bonafix.files.actions import destroy
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import Report, audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.products import actions
from bonafix.products.errors import BadSpan, HotlineThere, HotlineWithdrawn, NoSuchThing
from bonafix.products.models import Hotline, HotlineClaim
from bonafix.products.queries import check_claims, hotlines, official_phone, service_page
from tests.products.catalogue import YEAR, boss, brand, hotline, paper

NUMBER = "400-000-0000"
Two = tuple[Operator, Operator]


def test_a_number_is_hidden_until_the_brands_paper_is_stored(
    operator: Operator, now: datetime
) -> None:
    line = hotline(operator, now, brand(operator, now).id, NUMBER, proven=False)
    assert (official_phone(now), service_page(now).hotlines) == ("", ())
    document = paper(operator, now)
    with begin(boss(operator), now) as act:
        actions.authorise_hotline(
            act, line.id, document_id=document, valid_from=now, valid_to=now + YEAR
        )
    assert official_phone(now) == NUMBER
    (shown,) = service_page(now).hotlines
    assert (shown.shown, str(shown.authorised_on)) == ("official", "2026-11-24")


def test_a_number_shows_between_its_dates_only(operator: Operator, now: datetime) -> None:
    hotline(operator, now, brand(operator, now).id, NUMBER)
    tick = timedelta(microseconds=1)
    for at, number in ((now - tick, ""), (now, NUMBER), (now + YEAR - tick, NUMBER)):
        assert official_phone(at) == number
    assert official_phone(now + YEAR) == ""
    assert service_page(now + YEAR).hotlines == ()


def test_a_number_goes_when_its_paper_is_destroyed(operator: Operator, now: datetime) -> None:
    line = hotline(operator, now, brand(operator, now).id, NUMBER)
    assert line.document_id is not None
    with begin(boss(operator), now) as act:
        destroy(act, line.document_id, "retention")
    assert official_phone(now) == ""


def test_a_paper_that_is_not_there_proves_nothing(operator: Operator, now: datetime) -> None:
    line = hotline(operator, now, brand(operator, now).id, NUMBER, proven=False)
    gone = paper(operator, now)
    with begin(boss(operator), now) as act:
        destroy(act, gone, "retention")
    for document in (gone, line.id):
        with pytest.raises(NoSuchThing), begin(boss(operator), now) as act:
            actions.authorise_hotline(
                act, line.id, document_id=document, valid_from=now, valid_to=now + YEAR
            )
    line.refresh_from_db()
    assert (line.status, line.document_id) == ("claimed", None)


def test_dates_that_are_the_wrong_way_round_are_refused(operator: Operator, now: datetime) -> None:
    line = hotline(operator, now, brand(operator, now).id, NUMBER, proven=False)
    document = paper(operator, now)
    with pytest.raises(BadSpan), begin(boss(operator), now) as act:
        actions.authorise_hotline(act, line.id, document_id=document, valid_from=now, valid_to=now)
    assert Hotline.objects.get().status == "claimed"


def test_two_brands_of_one_operator_with_one_number_are_both_flagged(
    operator: Operator, now: datetime
) -> None:
    hotline(operator, now, brand(operator, now).id, NUMBER)
    hotline(operator, now, brand(operator, now, "另一牌").id, "4000000000")
    assert [line.shown for line in hotlines(now)] == ["disputed", "disputed"]
    assert official_phone(now) == ""


def test_one_number_at_two_operators_flags_both_and_neither_learns_who_the_other_is(
    two_operators: Two, now: datetime
) -> None:
    lines = {}
    for one in two_operators:
        with act_as(one.id):
            lines[one.id] = hotline(one, now, brand(one, now).id, NUMBER)
    for one, other in (two_operators, two_operators[::-1]):
        with act_as(one.id):
            page = service_page(now)
            assert [line.shown for line in page.hotlines] == ["disputed"]
            assert page.disputed_words
            assert official_phone(now) == ""
            # Whatever this operator can read in any table of the house about it:
            seen = everything_readable()
            theirs = lines[other.id]
            for secret in (theirs.id, theirs.brand_id, other.id, theirs.document_id):
                for spelling in spellings(secret):
                    assert spelling not in seen
            # The look itself is no empty one: one's own line is in it, in the record too.
            assert all(spelling in seen for spelling in spellings(lines[one.id].id)[::2])


def spellings(secret: object) -> list[str]:
    """As text, without dashes, and inside bytes that PostgreSQL shows as hexadecimal."""
    return [str(secret), str(secret).replace("-", ""), str(secret).encode().hex()]


def everything_readable() -> str:
    with connection.cursor() as cursor:
        found = []
        for table in (
            "products_hotlineclaim",
            "products_hotline",
            "products_brand",
            "people_party",
            "files_storedfile",
            "ledger_entry",
            "ledger_stream",
        ):
            cursor.execute(f"SELECT t::text, to_json(t)::text FROM {table} t")
            found += [" ".join(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_the_common_list_holds_neither_numbers_nor_the_same_hash_twice(
    two_operators: Two, now: datetime
) -> None:
    for one in two_operators:
        with act_as(one.id):
            made = brand(one, now)
            hotline(one, now, made.id, NUMBER)
            hotline(one, now, made.id, "400-000-0001")
    claims = HotlineClaim.objects.all()
    assert len({bytes(c.claimant_hash) for c in claims}) == 4
    assert len({bytes(c.number_hash) for c in claims}) == 2
    assert [f.name for f in HotlineClaim._meta.get_fields()] == ["claimant_hash", "number_hash"]


def test_a_number_is_official_again_when_the_other_claim_is_withdrawn(
    two_operators: Two, now: datetime
) -> None:
    mine, other = two_operators
    with act_as(mine.id):
        hotline(mine, now, brand(mine, now).id, NUMBER)
    with act_as(other.id):
        theirs = hotline(other, now, brand(other, now).id, NUMBER, proven=False)
    with act_as(mine.id):
        assert official_phone(now) == ""
    with act_as(other.id), begin(boss(other), now) as act:
        actions.withdraw_hotline(act, theirs.id)
    with act_as(mine.id):
        assert official_phone(now) == NUMBER


def test_a_withdrawn_number_is_hidden_and_can_be_claimed_anew_only(
    operator: Operator, now: datetime
) -> None:
    made = brand(operator, now)
    line = hotline(operator, now, made.id, NUMBER)
    for _again in range(2):
        with begin(boss(operator), now) as act:
            actions.withdraw_hotline(act, line.id)
    assert (official_phone(now), HotlineClaim.objects.count()) == ("", 0)
    document = paper(operator, now)
    with pytest.raises(HotlineWithdrawn), begin(boss(operator), now) as act:
        actions.authorise_hotline(
            act, line.id, document_id=document, valid_from=now, valid_to=now + YEAR
        )
    hotline(operator, now, made.id, NUMBER)
    assert official_phone(now) == NUMBER


def test_the_same_brand_claims_a_number_once(operator: Operator, now: datetime) -> None:
    made = brand(operator, now)
    hotline(operator, now, made.id, NUMBER)
    before = Entry.objects.count()
    with pytest.raises(HotlineThere), begin(boss(operator), now) as act:
        actions.claim_hotline(act, brand_id=made.id, number="４００ ０００ ００００")
    assert (Entry.objects.count(), Hotline.objects.count()) == (before, 1)
    assert official_phone(now) == NUMBER


def test_another_brands_people_cannot_touch_a_number(operator: Operator, now: datetime) -> None:
    made, other = brand(operator, now), brand(operator, now, "另一牌")
    line = hotline(operator, now, made.id, NUMBER)
    stranger = Actor(
        operator.id, "staff", roles=frozenset({"brand"}), party_ids=frozenset({other.party_id})
    )
    with pytest.raises(NotAllowed), begin(stranger, now) as act:
        actions.withdraw_hotline(act, line.id)
    with pytest.raises(NotAllowed), begin(stranger, now) as act:
        actions.claim_hotline(act, brand_id=made.id, number="95598")
    assert official_phone(now) == NUMBER
    own = Actor(
        operator.id, "staff", roles=frozenset({"brand"}), party_ids=frozenset({made.party_id})
    )
    with begin(own, now) as act:
        actions.withdraw_hotline(act, line.id)
    assert official_phone(now) == ""


def test_every_step_of_a_number_is_on_the_brands_chain_and_the_audit_agrees(
    operator: Operator, now: datetime
) -> None:
    made = brand(operator, now)
    line = hotline(operator, now, made.id, NUMBER)
    with begin(boss(operator), now) as act:
        actions.withdraw_hotline(act, line.id)
    entries = Entry.objects.filter(stream_kind="party", stream_id=made.party_id).order_by("seq")
    assert [e.kind for e in entries][-3:] == [
        "products.hotline_claimed",
        "products.hotline_authorised",
        "products.hotline_withdrawn",
    ]
    assert json.loads(entries.get(kind="products.hotline_claimed").body)["disputed"] is False
    assert audit_operator(operator.id).faults == []


def test_the_audit_names_a_claim_that_was_taken_out_of_the_common_list(
    operator: Operator, now: datetime
) -> None:
    line = hotline(operator, now, brand(operator, now).id, NUMBER)
    report = Report()
    check_claims(operator.id, report)
    assert report.faults == []
    HotlineClaim.objects.all().delete()
    check_claims(operator.id, report)
    assert [fault.where for fault in report.faults] == [f"products_hotline:{line.id}"]

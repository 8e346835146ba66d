"""An authority gets what its paper asks for, from the record, by a named person, on record."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bonafix.claims.actions.duties import ask_person
from bonafix.claims.actions.releasing import drafted, release
from bonafix.claims.models import Release
from bonafix.kit.canonical import canonical, sha256_hex
from bonafix.kit.clock import local
from bonafix.kit.clock import now as clock_now
from bonafix.kit.errors import BonafixError, NotAllowed
from bonafix.law.regulator import FIELDS, Scope
from bonafix.ledger.models import Entry
from bonafix.operators.models import Operator
from tests.claims.test_pages import staff
from tests.support.claims import ClaimWorld, build_claims, lead_claim

SAID = "这只杯子到手就是裂的"


def scope_of(world: ClaimWorld, **more: object) -> Scope:
    day = local(world.now).date()
    plain = tuple(name for name, kind in FIELDS.items() if kind == "plain")
    whole = Scope("某市市场监督管理局", "调查通知书 12 号", day, "核查仅退款", day, day, plain)
    return replace(whole, **more)  # type: ignore[arg-type]


def test_the_file_says_what_the_record_says_of_each_claim(world: ClaimWorld) -> None:
    paid, refused = lead_claim(world, "paid"), lead_claim(world, "refused")
    ask_person(world.buyer(refused.id), world.now, refused.number)
    made = drafted(world.staff("manager"), world.now, scope_of(world), "en")
    by_number = {one["number"]: one for one in made["cases"]}
    first, second = by_number[paid.number], by_number[refused.number]
    assert (first["outcome"], first["paid_fen"], first["state"]) == ("grant", 9900, "paid")
    assert (second["outcome"], second["paid_fen"]) == ("refuse", 0)
    assert second["human_review_requested"] is True
    assert second["decided_by_person"] is True
    assert second["appeal_outcome"] is None
    assert not Release.objects.exists()


def test_claims_outside_the_time_or_the_named_numbers_stay_inside_the_house(
    world: ClaimWorld,
) -> None:
    one, other = lead_claim(world, "paid"), lead_claim(world, "opened")
    manager = world.staff("manager")
    named = drafted(manager, world.now, scope_of(world, cases=(one.number, "C-0")), "en")
    assert [case["number"] for case in named["cases"]] == [one.number]
    assert named["not_found"] == ["C-0"]
    assert other.number not in str(named)
    before = local(world.now).date() - timedelta(days=9)
    assert (
        drafted(manager, world.now, scope_of(world, first=before, last=before), "en")["cases"] == []
    )


def test_words_and_names_leave_only_for_named_cases_whose_paper_asks_for_persons(
    world: ClaimWorld,
) -> None:
    case = lead_claim(world, "refused", statement=SAID)
    manager = world.staff("manager")
    for fields, more in (
        (("number", "statements"), {}),
        (("number", "buyer_name"), {"cases": (case.number,)}),
        (("number", "score"), {"cases": (case.number,), "persons": True}),
    ):
        with pytest.raises(BonafixError):
            release(manager, world.now, scope_of(world, fields=fields, **more), "en")
    assert not Release.objects.exists()
    asked = scope_of(
        world, cases=(case.number,), persons=True,
        fields=("number", "statements", "decision_reasons", "buyer_name", "buyer_contact"),
    )  # fmt: skip
    (found,) = release(manager, world.now, asked, "en")["cases"]
    assert found["statements"][0] == SAID
    assert found["buyer_name"] and found["buyer_contact"].startswith("+86")
    assert found["decision_reasons"]


def test_handing_out_is_a_managers_and_stands_on_record_without_the_file(
    world: ClaimWorld,
) -> None:
    case = lead_claim(world, "refused", statement=SAID)
    asked = scope_of(world, cases=(case.number,), fields=("number", "statements"))
    for actor in (world.staff("reviewer"), world.staff("auditor"), world.merchant, world.system):
        with pytest.raises(NotAllowed):
            release(actor, world.now, asked, "en")
    made = release(world.staff("manager"), world.now, asked, "en")
    (row,) = Release.objects.all()
    assert bytes(row.sha256).hex() == made["sha256"] == sha256_hex(canonical(made["cases"]))
    assert row.count == 1
    assert row.kept_until >= date(local(world.now).year + 3, 1, 1)
    assert made["released_by"]
    kinds = Entry.objects.filter(stream_kind="case", stream_id=case.id).values_list(
        "kind", flat=True
    )
    assert "claims.case_released" in set(kinds)
    assert not any(SAID in str(entry.body) for entry in Entry.objects.all())


def test_a_manager_looks_first_and_then_takes_the_file(operator: Operator) -> None:
    # Pages look at the clock: this world is of today.
    world = build_claims(operator.id, clock_now())
    case = lead_claim(world, "paid")
    client = staff(world, "manager")
    day = local(world.now).date().isoformat()
    form = {
        "authority": "某局", "basis": "通知书 1 号", "basis_on": day, "purpose": "核查",
        "first": day, "last": day, "fields": ["number", "outcome"],
    }  # fmt: skip
    looked = client.post("/staff/claims/regulator/", form)
    assert looked.status_code == 200
    assert case.number in looked.content.decode()
    assert not Release.objects.exists()
    for missing, said in (("basis", "依据"), ("purpose", "用途"), ("first", ""), ("fields", "")):
        wrong = client.post("/staff/claims/regulator/", form | {missing: "", "hand_out": "yes"})
        assert wrong.status_code == 422, missing
        assert said in wrong.content.decode()
    assert not Release.objects.exists()
    taken = client.post("/staff/claims/regulator/", form | {"hand_out": "yes"})
    assert taken["Content-Disposition"].startswith("attachment")
    assert taken.json()["cases"] == [{"number": case.number, "outcome": "grant"}]
    shown = client.get("/staff/claims/regulator/").content.decode()
    assert "通知书 1 号" in shown

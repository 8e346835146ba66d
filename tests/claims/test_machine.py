"""No machine pays, refuses or accuses: by the shape of the code, and by what happens."""

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

import bonafix
from bonafix.access.table import TABLE
from bonafix.claims.actions.answering import answer
from bonafix.claims.actions.examining import examine_again, examine_claim
from bonafix.claims.actions.paying import pay
from bonafix.claims.actions.pictures import add_goods_picture, add_picture, complete
from bonafix.claims.actions.standing import instruct
from bonafix.claims.actions.watch import on_deadline
from bonafix.claims.models import Decision, Examination, Payment
from bonafix.claims.queries import newest_examinations
from bonafix.claims.rules.people import ACCUSING
from bonafix.claims.rules.states import STATES, TRANSITIONS
from bonafix.deadlines.loop import fire_due
from bonafix.notices.texts import KINDS, say
from tests.support.claims import STATES as LED
from tests.support.claims import ClaimWorld, lead_claim, picture

SOURCE = Path(bonafix.__file__).parent
CLAIMS = SOURCE / "claims"
ENDINGS = {"granted", "refused", "paid"}


# By the shape of the code ------------------------------------------------------------------


def test_what_a_machine_may_do_leads_to_no_decision_but_a_merchants_own() -> None:
    for one in TRANSITIONS:
        may = set(TABLE[one.permission])
        if "system" not in may:
            assert one.machine == "", one.verb
            continue
        # A verb of the machine is nobody else's, and says what kind of work it is.
        assert may == {"system"}, one.verb
        assert one.machine in ("measure", "remind", "execute", "standing"), one.verb
        if one.after in ("granted", "refused", "paid"):
            assert (one.verb, one.machine) in {("stand_by", "standing"), ("pay", "execute")}


def test_every_way_to_a_refusal_is_a_reviewers() -> None:
    for one in TRANSITIONS:
        if one.after == "refused" or one.verb == "uphold":
            assert set(TABLE[one.permission]) == {"reviewer"}, one.verb


def test_every_way_to_money_begins_with_a_person_or_a_standing_instruction() -> None:
    people = {"merchant", "integrator", "customer", "agent", "reviewer"}
    for one in TRANSITIONS:
        if one.after == "granted" and one.verb != "stand_by":
            assert set(TABLE[one.permission]) <= people, one.verb
        if one.after == "paid":
            assert one.before == ("granted",)


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


DECIDES = ("deciding", "reviewing", "answering", "buying", "paying", "remedying")
MACHINES = (
    "examining", "policy", "watch", "pictures", "opening", "moving", "capturing", "adopting",
    "leaving",
)  # fmt: skip


@pytest.mark.parametrize("name", MACHINES)
def test_no_module_of_the_machine_can_reach_a_decision(name: str) -> None:
    """`examining` hands on to `standing`, the merchant's own yes; nothing else does."""
    for one in imports_of(CLAIMS / "actions" / f"{name}.py"):
        for deciding in DECIDES:
            assert f"claims.actions.{deciding}" not in one, (name, one)
        if "claims.actions.standing" in one:
            assert name == "examining"


def test_the_standing_instruction_knows_no_refusal() -> None:
    for path in (CLAIMS / "actions" / "standing.py", CLAIMS / "rules" / "standing.py"):
        tree = ast.parse(path.read_text("utf-8"))
        words = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
        assert not words & {"refuse", "refused"}, path


def test_what_examines_pictures_knows_nothing_of_claims() -> None:
    for path in (SOURCE / "examine").rglob("*.py"):
        assert not [one for one in imports_of(path) if "bonafix.claims" in one], path


# By what happens ---------------------------------------------------------------------------


def doctored(world: ClaimWorld) -> Any:
    """The merchant shows the cup; the buyer's picture is the same with a crack drawn on it."""
    case = world.open().case
    add_goods_picture(world.merchant, world.now, case.number, picture(1))
    for slot in ("overview", "detail"):
        content = picture(1, crack=True)
        add_picture(world.buyer(case.id), world.now, case.number, slot, content, False)
    complete(world.buyer(case.id), world.now, case.number)
    examine_claim(world.system, world.now, case.id)
    return case


def test_a_doctored_picture_is_shown_for_what_it_is_and_nothing_is_decided(
    world: ClaimWorld,
) -> None:
    instruct(world.merchant, world.now, world.merchant_id, 20_000, ["damaged"])
    case = doctored(world)
    rows = newest_examinations(case.id)
    kinds = {kind for row, _findings in rows for kind, _strength in row.marks}
    assert "derivative" in kinds
    assert any(row.overlays for row, _findings in rows)
    for _row, findings in rows:
        assert all(one["statement"] and one["limits"] for one in findings)
    # Even the merchant's own standing yes waits for a person now.
    assert world.claim(case).status == "answering"
    assert not Decision.objects.filter(case_id=case.id).exists()
    assert not Payment.objects.filter(case_id=case.id).exists()


def test_pictures_of_the_merchant_are_compared_when_they_come_later(world: ClaimWorld) -> None:
    case = lead_claim(world, "answering")
    add_goods_picture(world.merchant, world.now, case.number, picture(10))
    examine_again(world.system, world.now, case.id)
    assert world.claim(case).status == "answering"
    assert Examination.objects.filter(case_id=case.id).count() == 3
    answer(world.merchant, world.now, case.number, "accept")
    assert Payment.objects.filter(case_id=case.id).count() == 1


@pytest.mark.parametrize("status", LED)
def test_the_clockwork_alone_never_pays_nor_refuses(world: ClaimWorld, status: str) -> None:
    """Every deadline of every state fires, again and again; every event is delivered."""
    case = lead_claim(world, status)
    before = list(Decision.objects.filter(case_id=case.id).values_list("id", "status"))
    owed = Payment.objects.filter(case_id=case.id).count()
    later = world.now
    for _round in range(4):
        later += timedelta(days=60)
        while fire_due(later, limit=20):
            pass
        for name in sorted({str(state.deadline) for state in STATES.values()}):
            on_deadline(world.operator_id, later, case.id, name)
    if status in ("fulfilling", "inviting"):
        # Goods that nobody sent: the yes to them counts no more, and a person has the claim.
        before = [(key, "failed") for key, _effective in before]
    assert list(Decision.objects.filter(case_id=case.id).values_list("id", "status")) == before
    assert Payment.objects.filter(case_id=case.id).count() == owed
    if status not in ENDINGS:
        pay(world.system, later, case.id)
        assert Payment.objects.filter(case_id=case.id, status="confirmed").count() == (
            1 if status in ("paid",) else 0
        )


@pytest.mark.parametrize(
    "change",
    [
        "basis = 'merchant', outcome = 'refuse'",
        "by = 'system'",
        "reasons = NULL",
    ],
)
def test_the_database_itself_keeps_machines_from_deciding(world: ClaimWorld, change: str) -> None:
    case = lead_claim(world, "refused")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE claims_decision SET {change} WHERE case_id = %s", [case.id])


# Words -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [one for one in KINDS if one.startswith("claim_")])
def test_no_notice_to_a_buyer_accuses(kind: str) -> None:
    full = {"number": "RK7M-2HXA", "link": "https://lock.test/c/x/", "sum": "¥1.00"}
    for language in ("zh-hans", "en"):
        assert not ACCUSING.search(say(kind, language, full).text)


def test_no_sentence_of_an_examination_accuses() -> None:
    """Every statement and limit that an analyser can say, in both languages."""
    from bonafix.examine.words import sentence

    seen = 0
    for path in (SOURCE / "examine").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "N_"
            ):
                continue
            (argument,) = node.args
            text = ast.literal_eval(argument)
            for language in ("en", "zh_Hans"):
                said = sentence(text.replace("%(", "(").replace("%", ""), (), language)
                assert not ACCUSING.search(said), said
                seen += 1
    assert seen > 40


def test_the_list_of_accusing_words_bites() -> None:
    for words in ("买家造假", "这是诈骗", "He is a liar", "a fake picture", "恶意退款"):
        assert ACCUSING.search(words), words
    for words in ("照片与商品图同一区域有差异", "the wallpaper differs", "forget it"):
        assert not ACCUSING.search(words), words

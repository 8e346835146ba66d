"""Two operators in one database: every table filled by both, and neither meets the other."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection, connections, transaction
from django.db.utils import DatabaseError
from django.test import Client
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from bonafix.cases.actions import say
from bonafix.cases.contacting import Named, name_contact
from bonafix.cases.models import Case, CaseLink
from bonafix.claims.actions.examining import examine_claim
from bonafix.claims.actions.inspecting import on_visit
from bonafix.claims.actions.letters import note_sent
from bonafix.claims.actions.policy import publish_policy as publish_claims_policy
from bonafix.claims.actions.releasing import release
from bonafix.claims.actions.resampling import draw_sample
from bonafix.claims.actions.standing import instruct
from bonafix.claims.conduct.correcting import ask_correction
from bonafix.claims.conduct.restricting import appeal_restriction, restrict
from bonafix.deadlines.models import Deadline
from bonafix.evidence.actions import ask_bundle, ask_for_evidence, begin_giving
from bonafix.evidence.actions.labels import note_labels
from bonafix.evidence.actions.packing import Parcel, add_packing
from bonafix.evidence.actions.providers import import_providers
from bonafix.evidence.actions.references import add_reference
from bonafix.evidence.actions.taking import Given
from bonafix.evidence.actions.trust import import_trust
from bonafix.evidence.models import Item, PictureMatch
from bonafix.evidence.reuse.index import Given as Searched
from bonafix.evidence.reuse.index import put
from bonafix.evidence.rules import Release
from bonafix.examine.analysers.aigc_label import analyser
from bonafix.examine.model import Picture
from bonafix.files.actions import store
from bonafix.files.uploads.actions import take_piece
from bonafix.intake.revisits import Wish, ask_again
from bonafix.jobs import handlers, loops
from bonafix.kit.clock import local
from bonafix.kit.clock import now as clock_now
from bonafix.law.regulator import Scope
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Anchor, AnchorStamp
from bonafix.notices.hooks.actions import register as register_hook
from bonafix.notices.hooks.actions import test as send_test
from bonafix.notices.hooks.rules import EVENTS
from bonafix.notices.models import Notice
from bonafix.operators.models import Operator, SigningKey
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_staff, give_consent, set_identity_provider, unmask
from bonafix.people.actors import customer_actor
from bonafix.products.actions import claim_hotline, register_sold_unit
from bonafix.products.models import Product
from bonafix.repairs.actions.calls import Call, attach_call
from bonafix.repairs.actions.ending import cancel
from bonafix.repairs.actions.first import publish_offer
from bonafix.repairs.actions.offer import offer_times
from bonafix.repairs.actions.offers import publish_rate
from bonafix.repairs.actions.pictures import take_file
from bonafix.repairs.actions.policy import publish_policy
from bonafix.repairs.actions.recording import choose_recording
from bonafix.repairs.models import Repair
from bonafix.repairs.rules.offers import Pay
from bonafix.transfer.console import bring
from bonafix.transfer.console import export as take_out
from tests.conftest import found
from tests.evidence.certificates import made_certificate
from tests.evidence.test_providers import TABLE, labelled
from tests.support.claims import REASONS as WHY
from tests.support.claims import build_claims, lead_claim, picture
from tests.support.doors import prove, ready
from tests.support.lives import lead
from tests.support.looking import at_the_door, look
from tests.support.world import ADDRESS, World, build

REFUSED: Final = "42501"
DANGLING: Final = "23503"


@dataclass(frozen=True)
class Key:
    """A composite key: (operator_id, column) of a table points into another."""

    table: str
    column: str
    target: str


def fill(slug: str, host: str) -> World:
    """An operator that has at least one row in every table."""
    operator = found(slug, host)
    operator.keyless_reports = True
    operator.save()
    with act_as(operator.id):
        world = build(operator.id, clock_now())
        _fill_lives(world)
        _fill_evidence(world)
        _fill_rest(world, slug)
        _keep_times(world)
        _bring_in(world, slug)
        _claim(operator.id, world)
        _report_by_api(host)
        loops.anchors(clock_now())
        anchor = Anchor.objects.filter(operator_id=operator.id).first()
        assert anchor is not None
        AnchorStamp.objects.create(
            operator_id=operator.id, anchor_id=anchor.id, at=clock_now(), authority="t", token=b"t"
        )
    return world


def _fill_lives(world: World) -> None:
    for number, status in enumerate(("guaranteed", "accepted", "waiting", "quoted")):
        lead(world, status, number)
    approved = lead(world, "approved", 80)
    technician = world.repair(approved.id).technician_id
    assert technician is not None
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    given = (uuid4(), "before", out.getvalue(), world.now)
    take_file(world.technician(technician), world.now, approved.number, *given)
    world.step(approved, "repair", parts=(("cylinder", "ZX-1"),))


def _fill_rest(world: World, slug: str) -> None:
    first, second = Case.objects.order_by("number")[:2]
    repair = world.repair(first.id)
    manager = world.staff("manager", "admin", "agent")
    with begin(manager, world.now) as act:
        say(act, first.id, "请快一点", party_id=repair.customer_id, channel="page")
        link = CaseLink(case=first, other=second, kind="follows", since=act.now)
        act.record("cases.linked", ("case", first.id), rows=[link])
        give_consent(act, repair.customer_id, purpose="repair", wording_version="1", channel="form")
        product = Product.objects.get()
        register_sold_unit(act, product_id=product.id, serial=f"S-{slug}")
        claim_hotline(act, brand_id=world.brand_id, number="4008123456")
    lead(world, "adjourned", 81)
    ready(world)
    prove(world, opened := lead(world, "arrived", 83, kind="door_open"))
    world.step(opened, "decline_door", why="unsure")
    cancel(manager, world.now, lead(world, "arrived", 82).number, "customer")
    until = world.now + timedelta(days=30)
    publish_offer(
        manager,
        world.now,
        brand_id=world.brand_id,
        product_id=None,
        region_code="",
        free=("visit",),
        valid_from=world.now,
        valid_to=until,
    )
    world.report(85, kind="inspection", fault=None)
    old = lead(world, "guaranteed", 84)
    ask_again(manager, world.now, old.number, Wish(description="又转不动了"), "phone")
    publish_policy(manager, world.now, world.now, {"customer_moves": 5})
    amounts = {"usual": Pay(80_00, 50_00), "urgent": Pay(120_00, 80_00)}
    publish_rate(
        manager, world.now, since=world.now, kind="repair", brand_id=world.brand_id, pay=amounts
    )
    named = lead(world, "arranged", 87)
    name_contact(manager, world.now, named.number, Named("王晓华", "13800001111", "child"))
    choose_recording(manager, world.now, named.number, True)
    spoken = Call(uuid4(), b"#!AMR\n" + bytes(9), 60, world.now, notice="call-1", consent=True)
    attach_call(manager, world.now, named.number, spoken)
    unmask(manager, world.now, repair.customer_id, ["name"], "回拨核对")
    add_staff(manager, world.now, username=f"a@{slug}.test", password=None, roles=[("agent", None)])
    own = {"name": "IdP", "server_url": f"https://id.{slug}.test", "client_id": "x", "secret": "y"}
    set_identity_provider(manager, world.now, **own)


def _keep_times(world: World) -> None:
    case = lead(world, "arranged", 86)
    assert offer_times(world.staff("dispatcher"), world.now, world.repair(case.id))


def _fill_evidence(world: World) -> None:
    """Something that was asked for, and one picture that came in for it."""
    case = Case.objects.order_by("number")[0]
    with begin(world.system, world.now) as act:
        ask = ask_for_evidence(act, case, ["overview"], world.now + timedelta(days=1)).ask
        file = store(act, b"picture", "image/jpeg", "evidence", ask.party_id, "evidence")
        item = Item(ask=ask, case=case, shot="overview", file=file, source="camera")
        item.received_at = act.now
        act.record("evidence.received", ("case", case.id), rows=[item])
        second = Case.objects.order_by("number")[1]
        match = PictureMatch(
            series="visits", case=case, file=file, other_case=second, other_file=file,
            way="same_file", found_at=act.now,
        )  # fmt: skip
        act.record("evidence.seen_again", ("case", case.id), rows=[match])
        put(act, Searched("visits", case.id, ask.party_id, file.id), None)
    import_trust(world.system, world.now, "list", made_certificate().public_bytes(Encoding.PEM))
    import_providers(world.system, world.now, TABLE)
    label = analyser.examine(Picture("claim", labelled()), [])
    with begin(world.system, world.now) as act:
        note_labels(act, case, ask.party_id, file.id, label)
    ask_bundle(world.system, world.now, case.number, Release("masked"), queued=False)
    given = Given("overview", "upload", 10, "image/jpeg")
    holder = customer_actor(world.operator_id, case.id, ask.party_id)
    upload = begin_giving(holder, world.now, ask.id, given)
    take_piece(world.operator_id, world.now, upload, 0, b"half")


def _bring_in(world: World, slug: str) -> None:
    """A table that was brought in, and the whole data set taken out."""
    rows = f"网点编号,网点名称\nO-{slug},{slug}二店\n"
    bring(world.operator_id, lambda: world.now, "outlets", rows.encode(), apply=True)
    take_out(world.operator_id, world.now, "all", None)


def _claim(operator_id: UUID, streets: World) -> None:
    """A claim that the merchant's own instruction granted, and a policy to come."""
    world = build_claims(operator_id, clock_now())
    instruct(world.merchant, world.now, world.merchant_id, 20_000, ["damaged"])
    lead_claim(world, "appealed")
    shown = world.merchant, world.now, world.merchant_id
    add_packing(*shown, Parcel("packing"), io.BytesIO(picture(1)))
    add_reference(*shown, "手工玻璃杯 300 ml", picture(2))
    case = lead_claim(world, "evidenced")
    examine_claim(world.system, world.now, case.id)
    since = world.now + timedelta(days=8)
    draw_sample(world.staff("manager"), world.now, 5, 1)
    today = local(world.now).date()
    note_sent(world.staff("manager"), world.now, case.number, "letter", "某平台", "post", today)
    asked = Scope(
        "某局", "调查通知书 1 号", today, "核查", today, today, ("number", "state"), (case.number,)
    )
    release(world.staff("manager"), world.now, asked, "zh_Hans")
    decided = restrict(world.staff("manager"), world.now, case.number, "person_looks", WHY, 30)
    appeal_restriction(world.buyer(case.id), world.now, decided.id, WHY)
    ask_correction(world.buyer(case.id), world.now, case.number, "buyer", WHY)
    visit = at_the_door(streets, lead_claim(world, "inspecting"))
    look(streets, visit)
    on_visit(world.system, world.now, visit.id)
    publish_claims_policy(world.staff("manager"), world.now, since, {"answer_hours": 72})
    url = "https://shop.example/hooks"
    hook, _secret = register_hook(world.merchant, world.now, world.merchant_id, url, EVENTS)
    send_test(world.merchant, world.now, hook.id)


def _report_by_api(host: str) -> None:
    body = {
        "product": "T-1",
        "fault": "jammed",
        "description": "坏了",
        "address": ADDRESS,
        "contact": {"name": "王", "phone": "13900007777"},
    }
    answer = Client(headers={"host": host}).post(
        "/api/v1/repairs",
        json.dumps(body),
        content_type="application/json",
        headers={"idempotency-key": "same"},
    )
    assert answer.status_code == 201, answer.content


@pytest.fixture(scope="module")
def both(shared_database: str) -> Iterator[tuple[World, World]]:
    """Two filled operators; each test undoes what it did."""
    connections.settings["default"]["NAME"] = shared_database
    with transaction.atomic():
        yield fill("lock", "lock.test"), fill("other", "other.test")
        transaction.set_rollback(True)
    connections.close_all()


@pytest.fixture(autouse=True)
def undone(both: object) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def tables() -> list[str]:
    """Every table that is closed between operators."""
    return [
        name
        for (name,) in ask(
            "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname = 'public' AND relkind IN ('r', 'p') AND relrowsecurity ORDER BY 1"
        )
    ]


def keys() -> list[Key]:
    """Every composite key of the database."""
    rows = ask(
        "SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text"
        " FROM pg_constraint c JOIN pg_attribute a"
        " ON a.attrelid = conrelid AND a.attnum = ANY(conkey) AND a.attname <> 'operator_id'"
        " WHERE contype = 'f' AND array_length(conkey, 1) = 2"
    )
    return [Key(*row) for row in rows]


def attempt(sql: str, *values: Any) -> int | str:
    """Rows that a statement touched, or the SQLSTATE with which it was refused."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE") if cursor.rowcount else None
            touched = cursor.rowcount
            transaction.set_rollback(True)
            return touched
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", error))


def pairs(both: tuple[World, World]) -> list[tuple[UUID, UUID]]:
    mine, other = both[0].operator_id, both[1].operator_id
    return [(mine, other), (other, mine)]


def test_both_operators_have_rows_in_every_table(both: tuple[World, World]) -> None:
    for world in both:
        with act_as(world.operator_id):
            empty = [name for name in tables() if not ask(f'SELECT 1 FROM "{name}" LIMIT 1')]
        assert empty == []


def test_each_table_shows_rows_of_the_acting_operator_only(both: tuple[World, World]) -> None:
    for mine, _other in pairs(both):
        with act_as(mine):
            for name in tables():
                seen = {row[0] for row in ask(f'SELECT DISTINCT operator_id FROM "{name}"')}
                assert seen == {mine}, name


def test_statements_about_rows_of_the_other_operator_touch_nothing(
    both: tuple[World, World],
) -> None:
    for mine, other in pairs(both):
        with act_as(mine):
            for name in tables():
                where = f'"{name}" WHERE operator_id = %s'
                assert ask(f"SELECT count(*) FROM {where}", other) == [(0,)], name
                for sql in (
                    f'UPDATE "{name}" SET operator_id = operator_id WHERE operator_id = %s',
                    f"DELETE FROM {where}",
                ):
                    assert attempt(sql, other) in (0, REFUSED), (name, sql)


def test_no_row_can_be_given_to_the_other_operator(both: tuple[World, World]) -> None:
    for mine, other in pairs(both):
        with act_as(mine):
            for name in tables():
                assert attempt(f'UPDATE "{name}" SET operator_id = %s', other) == REFUSED, name


def test_no_reference_leads_to_a_row_of_the_other_operator(both: tuple[World, World]) -> None:
    (mine, other), _back = pairs(both)
    assert len(keys()) > 20
    tried = 0
    for key in keys():
        with act_as(other):
            (foreign,) = ask(f'SELECT id FROM "{key.target}" ORDER BY id LIMIT 1')[0]
        with act_as(mine):
            sql = (
                f'UPDATE "{key.table}" SET "{key.column}" = %s'
                f' WHERE ctid = (SELECT ctid FROM "{key.table}" LIMIT 1)'
            )
            outcome = attempt(sql, foreign)
        assert outcome in (DANGLING, REFUSED), (key, outcome)
        tried += outcome == DANGLING
    assert tried > 20


def test_without_an_operator_nothing_is_seen_at_all(both: tuple[World, World]) -> None:
    for name in tables():
        assert ask(f'SELECT count(*) FROM "{name}"') == [(0,)], name


# Loops ------------------------------------------------------------------------------------


def test_the_deadline_loop_fires_for_both(both: tuple[World, World]) -> None:
    # The longest that is counted here: a provider is asked within five months.
    loops.deadlines(clock_now() + timedelta(days=200))
    for world in both:
        with act_as(world.operator_id):
            assert Deadline.objects.filter(status="fired").exists()
            assert not Deadline.objects.filter(status="waiting").exists()


def test_the_anchor_loop_anchors_both(both: tuple[World, World]) -> None:
    before = {w.operator_id: anchors_of(w) for w in both}
    for world in both:
        with act_as(world.operator_id):
            lead(world, "waiting", 50)
    loops.anchors(clock_now())
    for world in both:
        assert anchors_of(world) == before[world.operator_id] + 1


def test_an_operator_whose_key_is_broken_keeps_back_no_other(both: tuple[World, World]) -> None:
    first, *others = sorted(both, key=lambda world: list(_operator_ids()).index(world.operator_id))
    for world in both:
        with act_as(world.operator_id):
            lead(world, "waiting", 60)
    before = {world.operator_id: anchors_of(world) for world in both}
    with transaction.atomic():
        SigningKey.objects.filter(operator_id=first.operator_id).update(wrapped_private=b"gone")
        loops.anchors(clock_now())
        assert anchors_of(first) == before[first.operator_id]
        for world in others:
            assert anchors_of(world) == before[world.operator_id] + 1
        transaction.set_rollback(True)


def _operator_ids() -> Iterator[UUID]:
    """In the order in which the loop goes over them."""
    yield from Operator.objects.values_list("id", flat=True)


def anchors_of(world: World) -> int:
    with act_as(world.operator_id):
        return Anchor.objects.filter(operator_id=world.operator_id).count()


def work_off(now: datetime) -> None:
    """As the worker does, until the queue is empty; the worker itself acts for nobody."""
    done: set[int] = set()
    while True:
        jobs = [job for job in ProcrastinateJob.objects.order_by("id") if job.pk not in done]
        if not jobs:
            return
        for job in jobs:
            done.add(job.pk)
            given = job.args
            handlers.deliver(given["event"], UUID(given["operator"]), now, given["ids"])


def test_the_worker_arranges_visits_and_delivers_notices_of_both(
    both: tuple[World, World],
) -> None:
    work_off(clock_now())
    for world in both:
        with act_as(world.operator_id):
            assert Repair.objects.filter(status="arranged").count() >= 1
            assert not Repair.objects.filter(status="accepted").exists()
            sent = set(Notice.objects.values_list("status", flat=True))
            assert sent == {"sent"}, sent
            assert not audit_operator(world.operator_id).faults


def test_an_event_of_one_operator_with_ids_of_the_other_does_nothing(
    both: tuple[World, World],
) -> None:
    mine, other = both
    with act_as(other.operator_id):
        theirs = Repair.objects.filter(status="accepted").first()
    assert theirs is not None
    with pytest.raises((Case.DoesNotExist, Repair.DoesNotExist)):
        handlers.deliver(
            "repairs.accepted", mine.operator_id, clock_now(), {"case_id": str(theirs.case_id)}
        )
    with act_as(other.operator_id):
        assert Repair.objects.get(pk=theirs.pk).status == "accepted"

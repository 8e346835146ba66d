"""A small world for tests: a brand, an outlet, a few technicians, and a way to report."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from bonafix.cases.models import Case
from bonafix.dispatch.actions import add_shifts, enrol
from bonafix.files.actions import store
from bonafix.intake.actions import Taken, report
from bonafix.intake.rules import RawReport
from bonafix.kit.clock import format_instant
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.actions import add_organisation, add_person
from bonafix.people.sealing import unseal
from bonafix.products import actions as products
from bonafix.repairs.actions.steps import Step, take_step
from bonafix.repairs.models import Quote, Repair

PLACE = "141032"  # 山西省临汾市永和县
ADDRESS = "临汾市永和县城关街道正大街5号"


@dataclass
class World:
    """Ids of what there is, and short ways to do what people do."""

    operator_id: UUID
    now: datetime
    brand_id: UUID
    outlet_id: UUID
    technicians: list[UUID]

    @property
    def system(self) -> Actor:
        return Actor.system(self.operator_id)

    @property
    def customer(self) -> Actor:
        """Somebody on the street, before there is a case."""
        return Actor(self.operator_id, "customer", roles=frozenset({"customer"}))

    def holder(self, case_id: UUID) -> Actor:
        """Whoever holds the link of a case."""
        return Actor(
            self.operator_id,
            "customer",
            roles=frozenset({"customer"}),
            case_ids=frozenset({case_id}),
        )

    def staff(self, *roles: str) -> Actor:
        return Actor(self.operator_id, "staff", id=uuid4(), roles=frozenset(roles))

    def outlet(self, outlet_id: UUID) -> Actor:
        """The dispatcher of an outlet."""
        return Actor(
            self.operator_id,
            "staff",
            id=uuid4(),
            roles=frozenset({"outlet_dispatcher"}),
            outlet_ids=frozenset({outlet_id}),
            party_ids=frozenset({outlet_id}),
        )

    def technician(self, technician_id: UUID) -> Actor:
        return Actor(
            self.operator_id,
            "technician",
            id=technician_id,
            roles=frozenset({"technician"}),
            technician_id=technician_id,
            party_ids=frozenset({technician_id}),
        )

    def report(self, number: int = 0, **given: Any) -> Taken:
        facts: dict[str, Any] = {
            "product": "T-1",
            "fault": "jammed",
            "description": "钥匙转不动",
            "address": ADDRESS,
            "name": "王小明",
            "phone": f"139{number:08d}",
        }
        now = given.pop("now", self.now)
        return report(self.customer, now, RawReport(**{**facts, **given}), "form")

    def repair(self, case_id: UUID) -> Repair:
        return Repair.objects.get(case_id=case_id)

    def door_code(self, case_id: UUID) -> str:
        return unseal(bytes(self.repair(case_id).door_code)) or ""

    def step(self, case: Case, verb: str, now: datetime | None = None, **more: Any) -> Any:
        technician_id = self.repair(case.id).technician_id
        assert technician_id is not None
        instant = now or self.now
        step = Step(client_id=more.pop("client_id", uuid4()), verb=verb, done_at=instant, **more)
        return take_step(self.technician(technician_id), instant, case.number, step)

    def open_quote(self, case_id: UUID) -> Quote:
        return Quote.objects.get(case_id=case_id, status="offered")


def build(
    operator_id: UUID,
    now: datetime,
    *,
    technicians: int = 2,
    standby: bool = True,
    days: float = 3,
) -> World:
    """A brand with one outlet in 永和县, its catalogue, and technicians at work for days."""
    founder = Actor(operator_id, "staff", roles=frozenset({"admin", "manager"}))
    system = Actor.system(operator_id)
    with begin(founder, now) as act:
        brand_party = add_organisation(act, title="测试锁业", role="brand")
        outlet = add_organisation(act, title="永和锁具维修部", role="outlet")
        brand = products.add_brand(act, party_id=brand_party.id, title="测试锁业")
        products.add_product(act, brand_id=brand.id, sku="T-1", title="测试门锁", category="lock")
        products.add_fault(
            act,
            category="lock",
            code="jammed",
            title="转不动",
            minutes=60,
            skills=["lock"],
            urgent_allowed=True,
        )
        paper = store(act, b"letter", "text/plain", "authorisation", None, "authorisation test")
        products.authorise_outlet(
            act,
            outlet_id=outlet.id,
            brand_id=brand.id,
            document_id=paper.id,
            valid_from=now,
            valid_to=now + timedelta(days=365),
        )
        for code, title, fen in (("visit", "上门检测", 5000), ("cylinder", "锁芯", 12000)):
            products.set_price(
                act, owner_id=brand_party.id, code=code, title=title, fen=fen, unit="次"
            )
        weekly = [{"days": [0, 1, 2, 3, 4, 5, 6], "from": "00:00", "to": "24:00"}]
        products.add_coverage(
            act,
            party_id=outlet.id,
            brand_id=brand.id,
            division_code=PLACE,
            edition="2025-12-31",
            urgent=True,
            standby=weekly if standby else [],
        )
    ids = []
    for number in range(technicians):
        with begin(system, now) as act:
            person = add_person(act, name=f"师傅{number}", phone=f"+86137{number:08d}")
            enrol(
                act,
                person.id,
                public_name=f"李师傅{number}",
                division_code=PLACE,
                skills=["lock"],
                outlet_id=outlet.id,
            )
            start = now - timedelta(hours=2)
            add_shifts(act, person.id, [(start, start + timedelta(days=days), "shift")])
            ids.append(person.id)
    return World(operator_id, now, brand.id, outlet.id, ids)


def instant(value: datetime) -> str:
    """As a device writes it."""
    return format_instant(value)

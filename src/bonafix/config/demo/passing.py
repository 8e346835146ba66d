"""Rates of pay, and visits that wait for an outlet's yes, so that those pages show something."""

from datetime import datetime, timedelta
from uuid import UUID

from bonafix.intake.actions import report
from bonafix.intake.rules import RawReport
from bonafix.kit.money import Fen
from bonafix.operators.actors import Actor
from bonafix.people.actions import leave_outlet_phone
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.offers import publish_rate
from bonafix.repairs.actions.policy import publish_policy
from bonafix.repairs.rules.offers import Pay

# Kind; to the outlet and of that to who goes, in fen: usual, and urgent.
RATES = (
    ("repair", (6000, 4500), (9000, 7000)),
    ("installation", (8000, 6000), (11000, 8500)),
    ("inspection", (5000, 4000), (7000, 5500)),
    ("door_open", (9000, 7000), (14000, 11000)),
    ("maintenance", (5000, 4000), (7000, 5500)),
)
# Two visits are passed on under a policy that asks for a yes within a day. It holds for these
# two only: in a demonstration nobody sits at every outlet, and later visits must not wait.
ASKED = {"accept_minutes": 1440, "accept_urgent_minutes": 4}
# What is passed on now: product, fault, minutes ago.
PASSED = (
    ("PK-S1", "handle", 12, "把手有点松，想约个时间修。"),
    ("PK-M1", "cylinder", 6, "搬新家，想换锁芯。"),
)


def rates(actor: Actor, now: datetime, brand_id: UUID) -> None:
    """What each kind of visit pays, before the first one is passed on."""
    for kind, usual, urgent in RATES:
        pay = {
            "usual": Pay(*map(Fen, usual)),
            "urgent": Pay(*map(Fen, urgent)),
        }
        publish_rate(actor, now, since=now, kind=kind, brand_id=brand_id, pay=pay)


def passed_on(actor: Actor, now: datetime, outlet_id: UUID, places: list[str]) -> None:
    """The first outlet has two visits to answer, and is told of them by message."""
    leave_outlet_phone(actor, now, outlet_id, "13900009999")
    began = now - timedelta(minutes=max(minutes for *_x, minutes, _words in PASSED))
    publish_policy(actor, began, began, ASKED)
    customer = Actor(actor.operator_id, "customer", roles=frozenset({"customer"}))
    for number, (sku, fault, minutes, words) in enumerate(PASSED):
        at = now - timedelta(minutes=minutes)
        raw = RawReport(
            product=sku,
            fault=fault,
            description=words,
            address=f"{places[number % len(places)]}和平路{number + 1}号",
            name="林女士",
            phone=f"1390001{number:04d}",
        )
        taken = report(customer, at, raw, "form")
        arrange_visit(Actor.system(actor.operator_id), at, taken.case.id)
    publish_policy(actor, now, now, {})

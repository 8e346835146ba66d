"""A day of work under way: reports of today, each as far as the straight road as it says."""

from datetime import datetime, timedelta
from uuid import UUID

from bonafix.config.demo.catalogue import DAY
from bonafix.intake.actions import report
from bonafix.intake.rules import RawReport
from bonafix.kit.ids import uuid7
from bonafix.operators.actors import Actor
from bonafix.people.sealing import unseal
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.finish import answer_quote, close
from bonafix.repairs.actions.steps import Step, take_step
from bonafix.repairs.actions.voucher import issue_guarantee
from bonafix.repairs.models import Quote, Repair

ROAD = (
    "arranged", "under_way", "arrived", "quoted", "approved", "repaired", "signed_off",
    "guaranteed", "closed",
)  # fmt: skip
VERB = {
    "under_way": "depart",
    "arrived": "arrive",
    "quoted": "quote",
    "repaired": "repair",
    "signed_off": "sign_off",
}
NAMES = (
    "王女士",
    "李先生",
    "张阿姨",
    "刘先生",
    "陈女士",
    "杨先生",
    "赵女士",
    "黄先生",
    "周阿姨",
    "吴先生",
    "徐女士",
    "孙先生",
)


def day_of_work(operator_id: UUID, now: datetime, places: list[str]) -> None:
    """Live through the demonstration's day, through the real actions, at times gone by."""
    for number, (sku, fault, urgent, hours, status, words) in enumerate(DAY):
        received = now - timedelta(hours=hours)
        taken = report(
            Actor(operator_id, "customer", roles=frozenset({"customer"})),
            received,
            RawReport(
                product=sku,
                fault=fault,
                description=words,
                address=f"{places[number * 7 % len(places)]}幸福路{number + 1}号",
                name=NAMES[number],
                phone=f"1390000{number:04d}",
                urgent=urgent,
            ),
            "form",
        )
        _walk(operator_id, taken.case.id, taken.case.number, received, now, status)


def _walk(
    operator_id: UUID, case_id: UUID, number: str, start: datetime, now: datetime, status: str
) -> None:
    system = Actor.system(operator_id)
    arrange_visit(system, start + timedelta(seconds=40), case_id)
    if Repair.objects.get(case_id=case_id).status != "arranged":
        return
    steps = ROAD[1 : ROAD.index(status) + 1]
    pause = (now - start) / (len(steps) + 1)
    for count, state in enumerate(steps, start=1):
        # The first steps are quick: an urgent promise is kept in the demonstration.
        quick = start + timedelta(minutes=12 * count)
        _step(operator_id, case_id, number, min(quick, start + pause * count), state)


def _step(operator_id: UUID, case_id: UUID, number: str, at: datetime, state: str) -> None:
    system = Actor.system(operator_id)
    repair = Repair.objects.get(case_id=case_id)
    if state == "guaranteed":
        issue_guarantee(system, at, case_id)
    elif state == "closed":
        close(system, at, case_id)
    elif state == "approved":
        customer = Actor(
            operator_id, "customer", roles=frozenset({"customer"}), case_ids=frozenset({case_id})
        )
        quote = Quote.objects.get(case_id=case_id, status="offered")
        answer_quote(customer, at, number, quote.id, agreed=True)
    else:
        technician = Actor(
            operator_id,
            "technician",
            id=repair.technician_id,
            roles=frozenset({"technician"}),
            technician_id=repair.technician_id,
        )
        code = unseal(bytes(repair.door_code)) or ""
        lines = (("visit", 1), ("labour", 1)) if state == "quoted" else ()
        take_step(
            technician,
            at,
            number,
            Step(uuid7(), VERB[state], at, code=code, lines=lines, method="told"),
        )

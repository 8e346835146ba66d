"""Filling an empty installation with the demonstration. Running it again only adds shifts."""

import json
import os
import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

from bonafix.config.demo import passing
from bonafix.config.demo.areas import Area, served
from bonafix.config.demo.catalogue import (
    BRAND,
    FAULTS,
    HOTLINE,
    OPERATOR,
    PRICES,
    PRODUCTS,
    SURNAMES,
)
from bonafix.config.demo.claims import merchant_of, plan_claims
from bonafix.config.demo.day import day_of_work
from bonafix.dispatch.actions import add_shifts, enrol
from bonafix.dispatch.models import Shift, Technician
from bonafix.files.actions import store
from bonafix.kit.clock import local
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actions import found_operator
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_account, add_organisation, add_person, grant
from bonafix.places import EDITION, division
from bonafix.products import actions as products

SLUG = "demo"
DAYS = 8
ALWAYS = [{"days": [0, 1, 2, 3, 4, 5, 6], "from": "00:00", "to": "24:00"}]
# One outlet works openly without the brand's paper: 「独立维修，非品牌官方」.
INDEPENDENT = "海南省"
LETTER = "演示用授权书：磐扣（演示品牌）授权其服务网点与热线。此为虚构品牌。"
ROLES = (
    "agent", "dispatcher", "outlet_dispatcher", "technician", "manager", "auditor", "admin",
    "merchant", "reviewer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Founded:
    """What the demonstration consists of."""

    operator_id: UUID
    brand_id: UUID
    outlets: dict[str, UUID]
    technicians: dict[str, UUID]


def seed(now: datetime, data: Path) -> None:
    """Found the demonstration operator once; afterwards keep its roster filled."""
    operator = Operator.objects.filter(slug=SLUG).first()
    if operator is not None:
        with act_as(operator.id):
            _roster(Actor.system(operator.id), now)
        return
    _wait_for_no_disk()
    with transaction.atomic():
        # Founded a week ago, so that today's first reports find everything in place.
        founded_at = now - timedelta(days=7)
        operator = found_operator(
            SLUG, OPERATOR[0], ["localhost", "127.0.0.1"], founded_at, demonstration=True
        )
        with act_as(operator.id):
            founded = _people_and_places(operator.id, founded_at)
            _roster(Actor.system(operator.id), now)
            passing.rates(_founder(operator.id), founded_at, founded.brand_id)
            merchant_id = merchant_of(operator.id, founded_at)
            logins = _accounts(founded, merchant_id, now)
    _write_logins(data, logins)
    with act_as(operator.id):
        day_of_work(operator.id, now, [area.text for area in served()])
        province, outlet_id = next(iter(founded.outlets.items()))
        near = [area.text for area in _by_province()[province]]
        passing.passed_on(_founder(operator.id), now, outlet_id, near)
        plan_claims(operator.id, now, merchant_id)


def _wait_for_no_disk() -> None:
    """A hundred steps of a made-up day need not each be on disk before the next is taken."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")


def _founder(operator_id: UUID) -> Actor:
    """Who sets up an installation: nobody has a log-in yet."""
    return Actor(operator_id, "system", roles=frozenset({"system", "admin", "manager"}))


def _people_and_places(operator_id: UUID, now: datetime) -> Founded:
    with begin(_founder(operator_id), now) as act:
        brand_party = add_organisation(act, title=BRAND[0], role="brand")
        brand = products.add_brand(act, party_id=brand_party.id, title=BRAND[0], title_en=BRAND[1])
        _catalogue(act, brand.id, brand_party.id)
        paper = store(
            act, LETTER.encode(), "text/plain", "authorisation", None, "authorisation demo"
        )
        hotline = products.claim_hotline(act, brand_id=brand.id, number=HOTLINE)
        year = {"valid_from": now, "valid_to": now + timedelta(days=365)}
        products.authorise_hotline(act, hotline.id, document_id=paper.id, **year)
        outlets = {}
        for province in _by_province():
            # Who works in no brand's name does not carry one, either.
            title = "椰城锁具维修部" if province == INDEPENDENT else f"磐扣{province}服务网点"
            outlet = add_organisation(act, title=title, role="outlet")
            outlets[province] = outlet.id
            if province == INDEPENDENT:
                _price_list(act, outlet.id)
            else:
                products.authorise_outlet(
                    act, outlet_id=outlet.id, brand_id=brand.id, document_id=paper.id, **year
                )
        technicians = _staff(act, brand.id, outlets)
    return Founded(operator_id, brand.id, outlets, technicians)


def _staff(act: Act, brand_id: UUID, outlets: dict[str, UUID]) -> dict[str, UUID]:
    """Each area is served by the outlet of its province, with a technician who lives there."""
    technicians, names = {}, cycle(SURNAMES)
    with act.gathering():
        for province, areas in _by_province().items():
            for area in areas:
                products.add_coverage(
                    act,
                    party_id=outlets[province],
                    brand_id=brand_id,
                    division_code=area.code,
                    edition=EDITION,
                    urgent=True,
                    standby=ALWAYS,
                )
                technicians[area.code] = _technician(act, area, outlets[province], next(names))
    return technicians


def _catalogue(act: Act, brand_id: UUID, brand_party_id: UUID) -> None:
    for sku, title, title_en, category in PRODUCTS:
        products.add_product(
            act, brand_id=brand_id, sku=sku, title=title, title_en=title_en, category=category
        )
    for category, code, title, title_en, minutes, skills, urgent in FAULTS:
        products.add_fault(
            act,
            category=category,
            code=code,
            title=title,
            title_en=title_en,
            minutes=minutes,
            skills=skills,
            urgent_allowed=urgent,
        )
    _price_list(act, brand_party_id)


def _price_list(act: Act, owner_id: UUID) -> None:
    for code, title, title_en, fen, unit in PRICES:
        products.set_price(
            act,
            owner_id=owner_id,
            code=code,
            title=title,
            title_en=title_en,
            fen=fen,
            unit=unit,
        )


def _by_province() -> dict[str, list[Area]]:
    groups: dict[str, list[Area]] = defaultdict(list)
    for area in served():
        province = division(area.code[:2])
        groups[province.name if province else area.code[:2]].append(area)
    return dict(sorted(groups.items()))


def _technician(act: Act, area: Area, outlet_id: UUID, surname: str) -> UUID:
    # A made-up phone in a range that is not given out: nobody is called by accident.
    person = add_person(act, name=f"{surname}师傅", phone=f"+86140{int(area.code[:6]):08d}")
    enrol(
        act,
        person.id,
        public_name=f"{surname}师傅",
        division_code=area.code,
        skills=["lock", "electronics"],
        outlet_id=outlet_id,
    )
    return person.id


def _roster(system: Actor, now: datetime) -> None:
    """Day shifts and standby for everyone, for the days to come; only what is missing."""
    today = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    last = Shift.objects.filter(kind="standby").order_by("-during").first()
    start = today - timedelta(days=1)
    if last is not None:
        # The standby ends at eight in the morning of the first day without a roster.
        start = max(today, local(last.during.upper).replace(hour=0))
    days = [start + timedelta(days=n) for n in range((today - start).days + DAYS)]
    if not days:
        return
    nights = (days[0], days[-1] + timedelta(days=1, hours=8), "standby")
    shifts = [(day.replace(hour=8), day.replace(hour=20), "shift") for day in days]
    with begin(system, now) as act:
        everyone = list(Technician.objects.order_by("id").values_list("id", flat=True))
        with act.gathering():
            for technician_id in everyone:
                add_shifts(act, technician_id, [nights, *shifts])


def _accounts(founded: Founded, merchant_id: UUID, now: datetime) -> dict[str, dict[str, str]]:
    """One made-up person for each role, each with a password of this installation only."""
    logins = {}
    outlet_id = next(iter(founded.outlets.values()))
    technician_id = Technician.objects.filter(outlet_id=outlet_id).order_by("id")[0].id
    for role in ROLES:
        username, password = f"{role}@demo", secrets.token_urlsafe(9)
        party = {
            "outlet_dispatcher": outlet_id,
            "technician": technician_id,
            "merchant": merchant_id,
        }.get(role)
        with begin(_founder(founded.operator_id), now) as act:
            account = add_account(act, username=username, password=password, random=True)
            grant(act, account.id, role, party_id=party)
        logins[role] = {"username": username, "password": password}
    return logins


def _write_logins(data: Path, logins: dict[str, dict[str, str]]) -> None:
    descriptor = os.open(data / "demo-logins.json", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(logins, file, ensure_ascii=False, indent=1)

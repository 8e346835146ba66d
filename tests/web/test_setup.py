"""Setting a service up: each part opens for whom it concerns, and mistakes lose nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.test_staff_pages import House, house, text

from bonafix.files.models import StoredFile
from bonafix.kit.clock import local, now
from bonafix.ledger.models import Entry
from bonafix.people.actors import actor_of
from bonafix.people.models import Account
from bonafix.products.models import Authorisation, Brand, Product
from bonafix.web.staff.setup.pages import SECTIONS

__all__ = ["house"]
WIDE = {"manager", "admin"}
OPENS: dict[str, set[str]] = {
    "brands": WIDE,
    "goods": WIDE,
    "faults": WIDE,
    "prices": WIDE,
    "outlets": WIDE,
    "hotlines": WIDE,
    "technicians": WIDE | {"outlet_dispatcher"},
    "permits": WIDE,
    "roster": {"manager", "dispatcher", "outlet_dispatcher"},
    "inspections": WIDE,
    "merchants": WIDE,
    "staff": {"admin"},
    "identity": {"admin"},
    "trust": WIDE,
    "providers": WIDE,
}
ROLES = ("agent", "dispatcher", "outlet_dispatcher", "technician", "manager", "auditor", "admin")
PDF = b"%PDF-1.4 the brand's paper"


@pytest.mark.parametrize("role", ROLES)
def test_each_part_opens_for_whom_it_concerns(house: House, role: str) -> None:
    client = house.client(role)
    assert OPENS.keys() == {one.name for one in SECTIONS}
    for name, allowed in OPENS.items():
        expected = 200 if role in allowed else 403
        assert client.get(f"/staff/setup/{name}/").status_code == expected, name
        if role in allowed:
            assert f"/staff/setup/{name}/" in text(client.get("/staff/setup/"))


def test_there_is_no_page_for_what_is_not_a_part(house: House) -> None:
    boss = house.client("admin")
    assert boss.get("/staff/setup/nothing/").status_code == 404
    assert boss.post("/staff/setup/brands/nothing/").status_code == 404
    assert boss.post("/staff/setup/outlets/revoke/", {"id": "x"}).status_code == 404


def test_an_outlet_sees_and_chooses_its_own_people_only(house: House) -> None:
    page = text(house.client("outlet_dispatcher").get("/staff/setup/technicians/"))
    assert str(house.world.outlet_id) in page
    other = house.client("outlet_dispatcher", house.technician_id)
    page = text(other.get("/staff/setup/technicians/"))
    assert str(house.world.outlet_id) not in page and "师傅</th>" not in page


@pytest.mark.parametrize(
    ("part", "deed", "given", "said"),
    [
        ("brands", "add", {"title": "x" * 121}, "121"),
        ("goods", "add", {"brand": "x", "sku": "1", "title": "t", "category": "c"}, "x"),
        ("prices", "set", {"amount": "abc", "code": "v", "title": "t", "unit": "次"}, "abc"),
        ("hotlines", "claim", {"number": "12"}, "12"),
        ("technicians", "add", {"name": "李四", "phone": "12", "division": "婺城区"}, "李四"),
        ("technicians", "add", {"name": "李四", "phone": "13800000009", "division": "哪"}, "哪"),
        ("roster", "fill", {"kind": "shift", "hours": "有空就来"}, "有空就来"),
        ("staff", "add", {"username": "nobody", "role": "agent"}, "nobody"),
        ("staff", "add", {"username": "a@b.cn", "role": "brand"}, "a@b.cn"),
    ],
)
def test_a_mistake_is_explained_beside_its_form_and_nothing_typed_is_lost(
    house: House, part: str, deed: str, given: dict[str, Any], said: str
) -> None:
    before = Entry.objects.count()
    role = "manager" if part == "roster" else "admin"
    brand = Brand.objects.get()
    places = {
        "prices": {"owner": str(brand.party_id)},
        "hotlines": {"brand": str(brand.id)},
        "technicians": {"place": f"outlet:{house.world.outlet_id}"},
        "roster": {
            "who": f"outlet:{house.world.outlet_id}",
            "first": local(now()).date().isoformat(),
            "last": local(now()).date().isoformat(),
        },
    }
    client = house.client(role)
    before = Entry.objects.count()
    page = text(client.post(f"/staff/setup/{part}/{deed}/", places.get(part, {}) | given), 422)
    assert "error-summary" in page and said in page
    assert Entry.objects.count() == before


def test_a_brands_paper_is_kept_and_a_program_is_not_one(house: House) -> None:
    boss, brand = house.client("manager"), Brand.objects.get()
    first = local(now()).date()
    given = {
        "outlet": str(house.world.outlet_id),
        "brand": str(brand.id),
        "first": first.isoformat(),
        "last": (first + timedelta(days=9)).isoformat(),
    }
    address, papers = "/staff/setup/outlets/authorise/", StoredFile.objects.count()
    for content in (b"MZ\x90 program", b""):
        bad = SimpleUploadedFile("paper.pdf", content)
        assert boss.post(address, {**given, "document": bad}).status_code == 422
    backwards = {**given, "first": given["last"], "last": given["first"]}
    good = SimpleUploadedFile("x.exe", PDF)
    assert boss.post(address, {**backwards, "document": good}).status_code == 422
    assert StoredFile.objects.count() == papers
    good = SimpleUploadedFile("x.exe", PDF)
    assert boss.post(address, {**given, "document": good}).status_code == 302
    assert StoredFile.objects.count() == papers + 1
    paper = Authorisation.objects.order_by("-id").first()
    assert paper is not None and paper.document.media_type == "application/pdf"
    boss.post("/staff/setup/outlets/revoke/", {"id": str(paper.id)})
    paper.refresh_from_db()
    assert paper.valid_to <= now()


def test_a_new_log_in_gets_a_password_that_is_shown_once(house: House) -> None:
    boss = house.client("admin")
    given = {"username": "wang@example.com", "role": "agent", "speaks_for": ""}
    answer = boss.post("/staff/setup/staff/add/", given)
    secret = re.search(r'class="secret number">([^<]+)<', text(answer))
    assert secret is not None and "no-store" in answer["Cache-Control"]
    account = Account.objects.get(username="wang@example.com")
    assert account.check_password(secret[1])
    assert actor_of(account, now()).roles == {"agent"}
    assert secret[1] not in text(boss.get("/staff/setup/staff/"))
    assert not any(secret[1] in str(entry.body) for entry in Entry.objects.all())


def test_an_outlets_dispatcher_does_not_speak_for_a_brand(house: House) -> None:
    boss, brand = house.client("admin"), Brand.objects.get()
    given = {"username": "w@example.com", "role": "outlet_dispatcher"}
    for whom in ("", str(brand.party_id), str(house.technician_id)):
        answer = boss.post("/staff/setup/staff/add/", {**given, "speaks_for": whom})
        assert answer.status_code == 422
    whom = str(house.world.outlet_id)
    answer = boss.post("/staff/setup/staff/add/", {**given, "speaks_for": whom})
    assert answer.status_code == 200


def test_the_same_goods_twice_are_refused_with_a_sentence(house: House) -> None:
    boss, brand = house.client("manager"), Brand.objects.get()
    given = {"brand": str(brand.id), "sku": "N-1", "title": "新锁", "category": "lock"}
    assert boss.post("/staff/setup/goods/add/", given).status_code == 302
    assert "error-summary" in text(boss.post("/staff/setup/goods/add/", given), 422)
    assert Product.objects.filter(sku="N-1").count() == 1

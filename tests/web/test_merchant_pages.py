"""A merchant brings records of parcels and pictures of goods: page, API and folder alike."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from tests.claims.test_pages import key, send, staff, visitor
from tests.evidence.test_parcels import SF, film, parcel_picture
from tests.support.claims import ClaimWorld, build_claims, picture

from bonafix.claims.actions.examining import measure
from bonafix.claims.queries import cases_of_order
from bonafix.cli.packings import Line, _take, lines_of
from bonafix.evidence.actions.packing import Parcel, add_packing, read_packing
from bonafix.evidence.actions.references import add_reference
from bonafix.evidence.models import Packing, Reference
from bonafix.kit.clock import now as clock_now
from bonafix.kit.errors import Invalid
from bonafix.people.actions import add_organisation


@pytest.fixture
def world(operator: Any, tmp_path: Path) -> Any:
    with override_settings(FILES_ROOT=tmp_path / "files"):
        yield build_claims(operator.id, clock_now())


def read_all(world: ClaimWorld) -> None:
    for one in Packing.objects.filter(status="reading"):
        read_packing(world.operator_id, clock_now(), one.id)


def test_a_merchant_adds_records_on_the_page_and_answers_what_is_asked(world: ClaimWorld) -> None:
    order, client = world.order(), staff(world, "merchant", world.merchant_id)
    files = [
        SimpleUploadedFile("a.jpg", parcel_picture(order.ref), "image/jpeg"),
        SimpleUploadedFile("b.mp4", film(order.bought_at), "video/mp4"),
    ]
    assert client.post("/staff/packings/", {"kind": "packing", "file": files}).status_code == 302
    assert "正在识别" in client.get("/staff/packings/").content.decode()
    read_all(world)
    page = client.get("/staff/packings/").content.decode()
    assert "请您确认" in page and "没有对应到您的订单" in page and "画面中识别，QR" in page
    asks = Packing.objects.get(status="asks")
    path = f"/staff/packings/{asks.id}/settle/"
    client.post(path, {"order": "nowhere"})
    assert "没有这个订单号" in client.get("/staff/packings/").content.decode()
    client.post(path, {"order": order.ref})
    assert Packing.objects.filter(order_id=order.id, status="bound").count() == 2
    wrong = {"kind": "packing", "file": SimpleUploadedFile("c.txt", b"words", "text/plain")}
    client.post("/staff/packings/", wrong)
    assert "请上传照片或视频" in client.get("/staff/packings/").content.decode()
    assert Packing.objects.count() == 2
    shown = client.get(f"/staff/packings/{Packing.objects.first().id}/file/")  # type: ignore[union-attr]
    assert shown.status_code == 200


def test_another_merchant_sees_and_settles_nothing_of_it(world: ClaimWorld) -> None:
    from bonafix.ledger.acts import begin

    order = world.order()
    content = parcel_picture(SF)
    parcel = Parcel("packing")
    import io

    row, _new = add_packing(
        world.merchant, clock_now(), world.merchant_id, parcel, io.BytesIO(content)
    )
    reference = add_reference(
        world.merchant, clock_now(), world.merchant_id, order.title, picture(2)
    )
    read_all(world)
    with begin(world.system, clock_now()) as act:
        other = add_organisation(act, title="别家", role="merchant")
    client = staff(world, "merchant", other.id)
    assert str(row.id) not in client.get("/staff/packings/").content.decode()
    for path, post in (
        (f"/staff/packings/{row.id}/file/", False),
        (f"/staff/references/{reference.id}/file/", False),
    ):
        assert client.get(path).status_code == 403, (path, post)
    client.post(f"/staff/packings/{row.id}/settle/", {"order": order.ref})
    client.post(f"/staff/references/{reference.id}/end/")
    row.refresh_from_db()
    reference.refresh_from_db()
    assert row.status == "asks" and reference.until is None
    assert visitor().get("/staff/packings/").status_code == 302


def test_a_program_adds_records_and_follows_them(world: ClaimWorld) -> None:
    order, client = world.order(), key(world)
    content = base64.b64encode(parcel_picture(SF, "LOCK-0001")).decode()
    body = {"content": content, "order": order.ref, "taken_at": "2026-01-05T10:00:00+08:00"}
    added = send(client, "/api/v1/packings", body)
    assert added.status_code == 201 and added.json()["status"] == "reading"
    assert send(client, "/api/v1/packings", body).status_code == 200
    read_all(world)
    (told,) = client.get(f"/api/v1/packings?order={order.ref}").json()
    assert (told["order"], told["waybill"], told["serials"]) == (order.ref, SF, ["LOCK-0001"])
    assert {"what": "order", "value": order.ref, "where": "told"} in told["known"]
    assert (told["taken_at"], told["taken_from"]) == ("2026-01-05T02:00:00.000000Z", "told")
    again = send(client, f"/api/v1/packings/{told['id']}/settle", {"order": ""})
    assert again.json()["status"] == "aside"
    bad = send(client, "/api/v1/packings", {"content": "?"})
    assert bad.status_code == 415 and bad.json()["code"] == "not_packable"
    shown = {"content": base64.b64encode(picture(1)).decode(), "goods": order.title}
    assert send(client, "/api/v1/references", shown).status_code == 201
    assert client.get("/api/v1/references").json()[0]["version"] == 1
    assert visitor().get("/api/v1/packings").status_code == 401


def test_the_desk_sees_the_records_of_the_order_and_pictures_are_compared_with_them(
    world: ClaimWorld,
) -> None:
    import io

    order = world.order()
    parcel = parcel_picture(order.ref)
    row, _new = add_packing(
        world.merchant, clock_now(), world.merchant_id, Parcel("packing"), io.BytesIO(parcel)
    )
    read_all(world)
    add_reference(world.merchant, clock_now(), world.merchant_id, order.title, picture(12))
    case = world.open(order).case
    world.fill(case, crack=True)
    page = staff(world, "reviewer").get(f"/staff/claims/{case.number}/").content.decode()
    assert "商家对该订单的记录" in page and "在这次购买之后才上传" in page and str(row.id) in page
    reference = str(Reference.objects.get().id)
    assert cases_of_order(order.id) == [case.id]
    found = [one.report.findings for one in measure(world.system, clock_now(), case.id)]
    assert any(f.reference == reference for report in found for f in report)


def test_a_folder_is_taken_in_by_its_table_or_by_its_names(
    world: ClaimWorld, tmp_path: Path
) -> None:
    order, folder = world.order(), tmp_path / "packed"
    with pytest.raises(Invalid):
        lines_of(folder)
    folder.mkdir()
    (folder / f"{order.ref}_{SF}_2.jpg").write_bytes(parcel_picture(SF))
    (folder / f"{order.ref}_{SF}_shipping.mp4").write_bytes(film(order.bought_at))
    (folder / "notes.txt").write_text("nothing")
    lines = lines_of(folder)
    assert lines == [
        Line(f"{order.ref}_{SF}_2.jpg", order.ref, SF),
        Line(f"{order.ref}_{SF}_shipping.mp4", order.ref, SF, "", "shipping"),
    ]
    give = (world.operator_id, world.merchant_id, folder)
    assert [_take(*give, one)[1] for one in (*lines, *lines)] == ["new", "new", "known", "known"]
    read_all(world)
    assert Packing.objects.filter(order_id=order.id, status="bound").count() == 2
    (folder / "packings.csv").write_text(
        "\ufefffile,order,kind\n../x.jpg,DD,\nnone.jpg,,\n", "utf-8"
    )
    refused = [_take(*give, one)[1] for one in lines_of(folder)]
    assert refused == ["refused", "refused"]
    (folder / "packings.csv").write_text("name,colour\n", "utf-8")
    with pytest.raises(Invalid, match="bad_table"):
        lines_of(folder)
    assert json.dumps(Packing.objects.count()) == "2"

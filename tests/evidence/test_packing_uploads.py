"""A merchant's large clips by API: announced, sent in pieces, once on record."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bonafix.evidence.actions.packing import Parcel, read_packing
from bonafix.evidence.actions.packing_uploads import begin_packing, take_packing
from bonafix.evidence.errors import BadParcel
from bonafix.evidence.models import Packing
from bonafix.evidence.parcels import Told
from bonafix.files.models import StoredFile, Upload
from bonafix.files.uploads.actions import take_piece
from bonafix.files.uploads.rules import LONGEST, UploadTooLong
from bonafix.kit.clock import now as clock_now
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.models import Entry
from tests.examine.test_clips import film
from tests.support.claims import build_claims
from tests.support.desk import logged_in

TUS = {"Tus-Resumable": "1.0.0"}
HOST = "lock.test"


@pytest.fixture
def shop(operator: Any, now: Any, files: Any) -> Any:
    return build_claims(operator.id, now)


@pytest.fixture
def live(operator: Any, files: Any) -> Any:
    return build_claims(operator.id, clock_now())


def sent(shop: Any, content: bytes, **told: Any) -> Packing | None:
    """Announced, sent, and taken in by the worker, twice."""
    parcel = Parcel("packing", Told(**told))
    upload, _token = begin_packing(
        shop.merchant, shop.now, shop.merchant_id, parcel, len(content), "video/mp4"
    )
    for at in range(0, len(content), 2_000_000):
        piece = content[at : at + 2_000_000]
        upload.offset = take_piece(shop.operator_id, shop.now, upload, at, piece)
    first = take_packing(shop.operator_id, shop.now, upload.id)
    again = take_packing(shop.operator_id, shop.now, upload.id)
    assert (first and first.id) == (again and again.id)
    return first


def test_a_clip_of_more_than_5_mb_becomes_a_record_bound_by_the_codes_in_it(
    shop: Any, tmp_path: Path
) -> None:
    order = shop.order()
    # A film of some seconds, with a tail that players pass over (a free box).
    content = film(tmp_path / "a.mp4", "", order.ref)
    tail = 6_000_000
    content += tail.to_bytes(4, "big") + b"free" + bytes(tail - 8)
    row = sent(shop, content)
    assert row is not None
    read_packing(shop.operator_id, shop.now, row.id)
    row.refresh_from_db()
    assert (row.status, row.order_id) == ("bound", order.id)
    file = StoredFile.objects.get(pk=row.file_id)
    assert (file.size, bytes(file.sha256).hex()) == (len(content), row.digest)
    entry = Entry.objects.get(kind="evidence.packed", stream_id=row.id)
    assert entry.actor == shop.merchant.label()
    # The same bytes once more are the same record, and no second file.
    again = sent(shop, content)
    assert again is not None and again.id == row.id
    assert Packing.objects.count() == StoredFile.objects.count() == 1


def test_what_is_no_clip_leaves_nothing(shop: Any) -> None:
    assert sent(shop, b"no film at all") is None
    assert not Packing.objects.exists() and not StoredFile.objects.exists()
    assert Upload.objects.get().status == "dropped"


def test_only_the_merchant_announces_and_only_what_can_be(shop: Any) -> None:
    parcel = Parcel("packing")
    with pytest.raises(NotAllowed):
        begin_packing(shop.buyer(), shop.now, shop.merchant_id, parcel, 10, "video/mp4")
    with pytest.raises(BadParcel):
        begin_packing(
            shop.merchant, shop.now, shop.merchant_id, Parcel("gift"), 10, "video/mp4"
        )  # fmt: skip
    with pytest.raises(UploadTooLong):
        begin_packing(
            shop.merchant, shop.now, shop.merchant_id, parcel, LONGEST + 1, "video/mp4"
        )  # fmt: skip
    assert not Upload.objects.exists()


def test_a_program_announces_sends_in_pieces_and_goes_on_after_a_break(
    live: Any, tmp_path: Path
) -> None:
    order, content = live.order(), film(tmp_path / "a.mp4", "")
    client = logged_in(live, "merchant", live.merchant_id)
    told = {"length": len(content), "order": order.ref, "kind": "shipping"}
    answer = client.post("/api/v1/packings/uploads", told, content_type="application/json")
    assert answer.status_code == 201, answer.content
    path = "/uploads/" + answer.json()["upload_url"].rpartition("/uploads/")[2]
    # No key is needed any more, and another link opens nothing.
    door = Client(HTTP_HOST=HOST)
    kind = "application/offset+octet-stream"

    def patch(at: int, piece: bytes) -> Any:
        return door.patch(path, piece, kind, headers={**TUS, "Upload-Offset": str(at)})

    half = len(content) // 2
    assert patch(0, content[:half]).status_code == 204
    assert door.head(path, headers=TUS).headers["Upload-Offset"] == str(half)
    assert patch(0, content[:half]).status_code == 409
    assert patch(half, content[half:]).status_code == 204
    assert door.head("/uploads/another/", headers=TUS).status_code == 404
    row = take_packing(live.operator_id, live.now, Upload.objects.get().id)
    assert row is not None and (row.kind, row.order_ref) == ("shipping", order.ref)
    (listed,) = [one for one in Packing.objects.all()]
    assert listed.digest == row.digest

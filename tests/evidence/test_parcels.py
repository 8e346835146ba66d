"""A merchant's records of a parcel: bound by what stands on it, and where in doubt, a person."""

import io
import struct
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
import segno
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from bonafix.evidence.actions.packing import Parcel, add_packing, read_packing, settle
from bonafix.evidence.actions.references import add_reference, end_reference
from bonafix.evidence.errors import BadParcel, NotPackable, NotThisOrder
from bonafix.evidence.goods import goods_evidence, questions_of
from bonafix.evidence.models import Packing, Reference
from bonafix.evidence.parcels import QUESTIONS, Told, judge, sort_codes
from bonafix.examine.parcel.times import from_container
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from tests.evidence import pictures
from tests.support.claims import build_claims

FIRST, SECOND = UUID(int=1), UUID(int=2)
ORDERS = {"DD1": FIRST, "DD2": SECOND}
SF, YT = "SF1234567890123", "YT9876543210987"


def verdict(told: Told, *codes: tuple[str, str], carried: Any = None) -> Any:
    known = sort_codes(told, codes, ORDERS)
    return judge(told, known, ORDERS, carried or {})


@pytest.mark.parametrize(
    ("told", "codes", "question"),
    [
        (Told("DD1"), [], ""),
        (Told(), [("Code128", "DD1")], ""),
        (Told("DD1"), [("Code128", SF), ("QRCode", "LOCK-0001")], ""),
        (Told("DD1", SF), [("Code128", SF)], ""),
        (Told(), [("Code128", SF)], "no_order"),
        (Told("DD9"), [("Code128", "DD1")], "unknown_order"),
        (Told("DD1"), [("Code128", "DD2")], "other_order"),
        (Told("DD1", SF), [("Code128", YT)], "other_waybill"),
        (Told("DD1"), [("Code128", SF), ("Code128", YT)], "two_waybills"),
    ],
)
def test_what_agrees_is_bound_and_what_does_not_is_asked(
    told: Told, codes: Any, question: str
) -> None:
    given = verdict(told, *codes)
    assert given.question == question
    assert given.order_id == (None if question else FIRST)


def test_a_waybill_of_another_order_is_never_bound_by_itself() -> None:
    carried = {SF: frozenset({SECOND})}
    assert verdict(Told("DD1"), ("Code128", SF), carried=carried).question == "other_order"
    # Alone it says which parcel it is: the shipping clip after the packing clip.
    assert verdict(Told(), ("Code128", SF), carried=carried).order_id == SECOND


def test_it_is_said_where_everything_was_read_and_goods_numbers_are_no_serials() -> None:
    known = sort_codes(
        Told("DD1", serials=("A-77",)),
        [("EAN13", "6901234567892"), ("QRCode", "LOCK-0001"), ("QRCode", "https://x.test/a b")],
        ORDERS,
    )
    assert [(one.what, one.value, one.where) for one in known] == [
        ("order", "DD1", "told"),
        ("serial", "A-77", "told"),
        ("goods", "6901234567892", "EAN13"),
        ("serial", "LOCK-0001", "QRCode"),
    ]


TEXT = st.sampled_from(["DD1", "DD2", "DD9", SF, YT, "LOCK-0001", "6901234567892", ""])


@given(TEXT, TEXT, st.lists(st.tuples(st.sampled_from(["Code128", "EAN13"]), TEXT), max_size=5))
@example("DD1", SF, [("Code128", "DD2")])
def test_either_one_order_or_one_question(ref: str, waybill: str, codes: Any) -> None:
    given = verdict(Told(ref, waybill), *codes, carried={YT: frozenset({SECOND})})
    assert (given.order_id is None) == (given.question in QUESTIONS)
    named = {ORDERS[t] for t in (ref, *(text for _k, text in codes)) if t in ORDERS}
    if given.order_id is not None:
        assert named <= {given.order_id}


def film(at: datetime, *, long: bool = False) -> bytes:
    """The frame of an MP4 whose header says a time."""
    seconds = int((at - datetime(1904, 1, 1, tzinfo=UTC)).total_seconds())
    told = struct.pack(">QQ", seconds, 0) if long else struct.pack(">II", seconds, 0)
    head = bytes([1 if long else 0, 0, 0, 0]) + told + bytes(80)
    mvhd = struct.pack(">I4s", 8 + len(head), b"mvhd") + head
    return (
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
        + struct.pack(">I4s", 8 + len(mvhd), b"moov")
        + mvhd
        + struct.pack(">I4s", 408, b"mdat")
        + bytes(400)
    )


@pytest.mark.parametrize("long", [False, True])
def test_the_time_of_a_film_is_read_and_no_clock_is_no_time(long: bool) -> None:
    at = datetime(2026, 11, 20, 3, 4, 5, tzinfo=UTC)
    assert from_container(film(at, long=long)) == "2026-11-20T03:04:05Z"
    assert from_container(film(datetime(1904, 1, 1, tzinfo=UTC), long=long)) is None
    assert from_container(b"\0\0\0\x10moov\0\0\0\x08mvhd") is None


def parcel_picture(*codes: str, taken: str = "", zone: str = "") -> bytes:
    picture = pictures.thing()
    for place, code in enumerate(codes):
        out = io.BytesIO()
        segno.make(code, error="m", micro=False).save(out, kind="png", scale=10, border=4)
        card = np.asarray(Image.open(io.BytesIO(out.getvalue())).convert("L"))
        at = 50 + 500 * place
        picture[100 : 100 + card.shape[0], at : at + card.shape[1]] = card
    image, exif = Image.fromarray(picture), Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
        exif.get_ifd(0x8769)[0x9011] = zone
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()


@pytest.fixture
def shop(operator: Any, now: Any, files: Any) -> Any:
    return build_claims(operator.id, now)


def add(shop: Any, content: bytes, told: Told | None = None, **more: Any) -> Packing:
    parcel = Parcel("packing", told or Told(), **more)
    row, _new = add_packing(shop.merchant, shop.now, shop.merchant_id, parcel, io.BytesIO(content))
    read_packing(shop.operator_id, shop.now, row.id)
    row.refresh_from_db()
    return row


def test_a_picture_is_bound_by_the_codes_in_it_and_says_so(shop: Any) -> None:
    order = shop.order()
    content = parcel_picture(order.ref, SF, taken="2026:11:20 11:00:00", zone="+08:00")
    row = add(shop, content)
    assert (row.status, row.order_id, row.waybill) == ("bound", order.id, SF)
    assert row.known == [["order", order.ref, row.known[0][2]], ["waybill", SF, row.known[1][2]]]
    assert "QR" in row.known[0][2].replace(" ", "").upper()
    assert (row.taken_at, row.taken_from) == (datetime(2026, 11, 20, 3, tzinfo=UTC), "exif")
    assert [one.id for one in goods_evidence(order).packings] == [row.id]
    assert not audit_operator(shop.operator_id).faults


def test_the_same_file_again_is_the_same_record(shop: Any) -> None:
    order = shop.order()
    content = parcel_picture(order.ref)
    first = add(shop, content)
    again, new = add_packing(
        shop.merchant, shop.now, shop.merchant_id, Parcel("packing"), io.BytesIO(content)
    )
    assert (again.id, new) == (first.id, False)
    read_packing(shop.operator_id, shop.now, first.id)
    kinds = [one.kind for one in Entry.objects.filter(stream_id=first.id)]
    assert kinds == ["evidence.packed", "evidence.packing_read"]


def test_in_doubt_a_person_of_the_merchant_is_asked_and_their_word_counts(shop: Any) -> None:
    mine, other = shop.order(), shop.order()
    add(shop, parcel_picture(SF), Told(mine.ref))
    row = add(shop, film(shop.now - timedelta(days=3)), Told(other.ref, SF))
    assert (row.status, row.question, row.order_id) == ("asks", "other_order", None)
    assert row.taken_from == "container"
    assert questions_of([shop.merchant_id]) == 1 and not goods_evidence(other).packings
    with pytest.raises(NotThisOrder):
        settle(shop.merchant, shop.now, row.id, "nowhere")
    stranger = shop.buyer()
    with pytest.raises(NotAllowed):
        settle(stranger, shop.now, row.id, other.ref)
    assert questions_of([shop.merchant_id]) == 1
    settle(shop.merchant, shop.now, row.id, other.ref)
    assert [one.id for one in goods_evidence(other).packings] == [row.id]
    assert settle(shop.merchant, shop.now, row.id, "").status == "aside"
    assert not goods_evidence(other).packings


def test_what_is_no_picture_and_what_no_parcel_has_is_refused_and_nothing_kept(shop: Any) -> None:
    for content, parcel, error in (
        (b"%PDF-1.4", Parcel("packing"), NotPackable),
        (pictures.SMALL, Parcel("selfie"), BadParcel),
        (pictures.SMALL, Parcel("packing", Told(waybill="1" * 41)), BadParcel),
        (pictures.SMALL, Parcel("packing", taken_at=shop.now + timedelta(days=1)), BadParcel),
    ):
        with pytest.raises(error):
            add_packing(shop.merchant, shop.now, shop.merchant_id, parcel, io.BytesIO(content))
    with pytest.raises(NotAllowed):
        add_packing(shop.merchant, shop.now, uuid4(), Parcel("packing"), io.BytesIO(pictures.SMALL))
    assert not Packing.objects.exists()


def test_an_unreadable_picture_is_kept_and_asked_about(shop: Any) -> None:
    row = add(shop, pictures.GOOD[:3000])
    assert (row.status, row.question, row.known) == ("asks", "no_order", [])


def test_a_claim_is_compared_with_what_was_in_force_at_the_purchase(shop: Any) -> None:
    order = shop.order()
    before = order.bought_at - timedelta(days=10)

    def show(at: Any, seed: int, goods: str = order.title) -> Reference:
        content = pictures.jpeg(pictures.thing(800, 600, seed))
        return add_reference(shop.merchant, at, shop.merchant_id, goods, content)

    old, newer = show(before, 1), show(shop.now, 2)
    show(before, 3, "another thing")
    assert goods_evidence(order).references == (old,)
    assert (old.version, newer.version) == (1, 2)
    end_reference(shop.merchant, order.bought_at - timedelta(days=1), old.id)
    # Nothing was in force then: the first ones after are better than none.
    assert goods_evidence(order).references == (newer,)
    with pytest.raises(NotAllowed):
        add_reference(shop.merchant, shop.now, uuid4(), order.title, pictures.SMALL)
    with pytest.raises(NotPackable):
        add_reference(shop.merchant, shop.now, shop.merchant_id, order.title, film(shop.now))

"""A bundle shows pictures with what they say; the masked one holds copies bound to originals."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from bonafix.evidence.actions import ask_bundle, ask_for_evidence, build_bundle, take_bundle
from bonafix.evidence.bundle.pack import zipped
from bonafix.evidence.errors import BundleFailed, NoSuchBundle
from bonafix.evidence.models import Bundle, Item
from bonafix.evidence.rules import Release
from bonafix.evidence.streaming import Flow
from bonafix.files.actions import store
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.acts import begin
from tests.evidence.test_bundle import faults, key_of, members_of, resigned
from tests.support.desk import logged_in

FULL = Release("full", "景洪市人民法院", "周经理", "调取证据通知书")
LABEL = '{"AIGC":{"Label":"1","ContentProducer":"00119144030008867405X210001","ProduceID":"7"}}'


def camera_like() -> bytes:
    """A JPEG with a place, a maker and a label of AI content in its EXIF."""
    exif = Image.Exif()
    exif[0x010F] = "Maker of cameras"
    exif.get_ifd(0x8825)[2] = (22.0, 0.0, 31.0)
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + LABEL.encode()
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "gray").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def given(world: Any, case: Any) -> Any:
    """A case into which one picture and one clip came."""
    with begin(world.system, world.now) as act:
        until = world.now + timedelta(days=1)
        ask = ask_for_evidence(act, case, ["overview", "clip"], until).ask
        for shot, kind, content in (
            ("overview", "image/jpeg", camera_like()),
            ("clip", "video/mp4", b"\0\0\0\x18ftypmp42" + bytes(3 << 20)),
        ):
            file = store(act, content, kind, "evidence", ask.party_id, "evidence")
            item = Item(ask=ask, case=case, shot=shot, file=file, source="camera")
            item.received_at = act.now
            act.record("evidence.received", ("case", case.id), rows=[item])
    return case


def made(world: Any, case: Any, release: Release) -> bytes:
    row = ask_bundle(world.system, world.now, case.number, release, queued=False)
    build_bundle(world.operator_id, world.now, row.id)
    return b"".join(take_bundle(world.system, world.now, case.number, row.id))


def test_the_masked_edition_holds_marked_copies_without_metadata_bound_to_their_originals(
    world: Any, given: Any, tmp_path: Any
) -> None:
    data = made(world, given, Release("masked"))
    members, key = members_of(data), key_of(world)
    assert faults(tmp_path, data, key) == {}
    told = json.loads(members["manifest.json"])
    (bound,) = told["derived"]
    originals = {one["id"]: one["sha256"] for one in told["originals"]}
    assert originals[bound["original"]] == bound["original_sha256"]
    copy = members[bound["member"]]
    shown = Image.open(io.BytesIO(copy))
    assert shown.size == (640, 480) and not shown.getexif()
    comment = shown.info["comment"].decode()
    assert "not an original" in comment and bound["original_sha256"] in comment
    assert "declares content made by AI" in comment, "a copy repeats that there was a label"
    assert not [name for name in members if name.startswith("files/")]
    whole = b"".join(members.values())
    assert b"Maker of cameras" not in whole and camera_like()[:200] not in whole
    found = json.loads(members[f"findings/{bound['original']}.json"])["findings"]
    assert "declared_ai" in {one["kind"] for one in found}


def test_the_full_edition_holds_the_very_bytes_and_shows_them_with_their_findings(
    world: Any, given: Any, tmp_path: Any
) -> None:
    data = made(world, given, FULL)
    members = members_of(data)
    assert faults(tmp_path, data, key_of(world)) == {}
    assert camera_like() in members.values()
    told = json.loads(members["manifest.json"])
    assert (told["released_to"], told["released_for"]) == (FULL.to, FULL.reason)
    reader = PdfReader(io.BytesIO(members["index.pdf"]))
    assert sum(len(page.images) for page in reader.pages) == 1
    text = "".join(page.extract_text() for page in reader.pages).replace("\u200b", "")
    assert "人工智能" in text and FULL.reason in text
    assert members_of(made(world, given, FULL)).keys() == members.keys(), "no bundle in a bundle"


def test_a_copy_bound_to_another_original_is_found_even_under_the_operators_signature(
    world: Any, given: Any, tmp_path: Any
) -> None:
    members, key = members_of(made(world, given, Release("masked"))), key_of(world)
    told = json.loads(members["manifest.json"])
    (bound,) = told["derived"]
    other = next(one for one in told["originals"] if one["id"] != bound["original"])
    for derived in ([{**bound, "original_sha256": other["sha256"]}], []):
        forged = resigned(world, members, derived=derived)
        assert "not bound" in faults(tmp_path, forged, key)[bound["member"]]
    flipped = members[bound["member"]][:-1] + b"\0"
    assert bound["member"] in faults(tmp_path, {**members, bound["member"]: flipped}, key)
    assert faults(tmp_path, zipped(members), key) == {}


def test_a_damaged_original_makes_no_bundle_and_is_on_record(
    world: Any, given: Any, files: Any
) -> None:
    row = ask_bundle(world.system, world.now, given.number, FULL, queued=False)
    big = max(
        (one for one in files.rglob("*") if one.is_file()), key=lambda one: one.stat().st_size
    )
    big.write_bytes(big.read_bytes()[:-40])
    with pytest.raises(BundleFailed):
        build_bundle(world.operator_id, world.now, row.id)
    assert Bundle.objects.get(pk=row.id).status == "failed"
    with pytest.raises(NoSuchBundle):
        take_bundle(world.system, world.now, given.number, row.id)


def test_a_bundle_is_released_and_taken_by_a_manager_only_and_goes_after_a_week(
    world: Any, given: Any
) -> None:
    from bonafix.evidence.actions import expire_bundle

    manager = world.staff("manager")
    row = ask_bundle(manager, world.now, given.number, FULL)
    build_bundle(world.operator_id, world.now, row.id)
    build_bundle(world.operator_id, world.now, row.id)
    for role in ("agent", "dispatcher", "auditor", "reviewer"):
        with pytest.raises(NotAllowed):
            ask_bundle(world.staff(role), world.now, given.number, FULL)
        with pytest.raises(NotAllowed):
            take_bundle(world.staff(role), world.now, given.number, row.id)
    pieces = take_bundle(manager, world.now, given.number, row.id)
    assert zipfile.is_zipfile(io.BytesIO(b"".join(pieces)))
    expire_bundle(world.operator_id, world.now + timedelta(days=7), row.id)
    with pytest.raises(NoSuchBundle):
        take_bundle(manager, world.now, given.number, row.id)


def test_the_page_asks_again_with_nothing_lost_and_gives_the_file(world: Any, given: Any) -> None:
    client = logged_in(world, "manager")
    address = f"/staff/cases/{given.number}/bundles/"
    refused = client.post(address, {"edition": "full", "to": "景洪市人民法院", "by": "周经理"})
    assert refused.status_code == 422 and "景洪市人民法院" in refused.content.decode()
    assert not Bundle.objects.exists()
    assert client.post(address, {"edition": "masked"}).status_code == 302
    row = Bundle.objects.get()
    build_bundle(world.operator_id, world.now, row.id)
    assert str(row.id) in client.get(f"/staff/cases/{given.number}/evidence/").content.decode()
    answer = client.get(address, {"bundle": str(row.id)})
    assert zipfile.is_zipfile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert client.get(address, {"bundle": "x"}).status_code == 404


def test_a_flow_gives_every_byte_once_whatever_is_asked() -> None:
    flow = Flow(iter([b"abc", b"", b"defgh"]))
    assert b"".join(iter(lambda: flow.read(2), b"")) == b"abcdefgh"

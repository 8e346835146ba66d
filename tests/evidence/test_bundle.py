"""A bundle says what a case holds, and any change of it is found and named."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bonafix.cli.main import main
from bonafix.evidence.bundle import proofs, verifier
from bonafix.evidence.bundle.pack import zipped
from bonafix.evidence.rules import (
    SENTENCE,
    EditionUnknown,
    Release,
    ReleaseUnnamed,
    check_release,
)
from bonafix.kit import merkle
from bonafix.kit.canonical import canonical

Members = dict[str, bytes]


@pytest.fixture
def world(operator: object, now: object) -> Any:
    from tests.support.world import build

    return build(operator.id, now)  # type: ignore[attr-defined, arg-type]


@pytest.fixture
def made(world: Any, tmp_path: Path) -> Any:
    """A finished repair with voucher and an anchor, and how to bundle it."""
    from bonafix.ledger.anchors import anchor_operator
    from bonafix.repairs.actions.voucher import issue_guarantee
    from tests.support.lives import lead

    case = lead(world, "signed_off")
    issue_guarantee(world.system, world.now, case.id)
    anchor_operator(world.operator_id, world.now)
    return case


def bundle(world: Any, case: Any, edition: str = "full") -> bytes:
    from bonafix.evidence.actions import ask_bundle, build_bundle, take_bundle

    release = Release(edition, "景洪市人民法院", "周经理", "调取证据通知书")
    row = ask_bundle(world.system, world.now, case.number, release, queued=False)
    build_bundle(world.operator_id, world.now, row.id)
    return b"".join(take_bundle(world.system, world.now, case.number, row.id))


def key_of(world: Any) -> str:
    from bonafix.operators.keys import active_key

    return bytes(active_key(world.operator_id).public).hex()


def members_of(data: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def faults(tmp_path: Path, data: bytes | Members, key: str) -> dict[str, str]:
    path = tmp_path / "case.zip"
    path.write_bytes(data if isinstance(data, bytes) else zipped(data))
    return dict(verifier.Check(str(path), key).run().faults)


def resigned(world: Any, members: Members, **changed: Any) -> Members:
    """What only the operator itself could make: a consistent manifest with its signature."""
    from bonafix.kit.canonical import sha256_hex
    from bonafix.operators.keys import active_key, sign

    told = {**json.loads(members["manifest.json"]), **changed}
    for row in told["members"]:
        data = members[row["name"]]
        row |= {"size": len(data), "sha256": sha256_hex(data), "sm3": proofs.sm3(data)}
    told["verifier"] = sha256_hex(members["verify.py"])
    manifest = canonical(told)
    mark = sign(active_key(world.operator_id), b"bonafix bundle v1\n" + manifest)
    return {**members, "manifest.json": manifest, "manifest.sig": mark.hex().encode()}


@pytest.mark.parametrize("edition", ["full", "masked"])
def test_an_honest_bundle_has_no_fault(world: Any, made: Any, tmp_path: Path, edition: str) -> None:
    data = bundle(world, made, edition)
    assert faults(tmp_path, data, key_of(world)) == {}
    members = members_of(data)
    told = json.loads(members["manifest.json"])
    assert told["statement"] == SENTENCE
    assert len(told["originals"]) == 1
    held = [name for name in members if name.startswith("files/")]
    assert len(held) == (edition == "full")
    plain = b"".join(members[name] for name in members if name.startswith("parts/")).decode()
    for secret in ("王小明", "正大街5号", "13900000000", "钥匙转不动"):
        assert (secret in plain) == (edition == "full")
    assert world.door_code(made.id) not in [
        cell.get("text")
        for row in json.loads(members["parts/repairs.json"])["repairs_repair"]
        for cell in row.values()
        if isinstance(cell, dict)
    ]


def test_who_was_given_a_bundle_is_on_record_and_inside_it(world: Any, made: Any) -> None:
    members = members_of(bundle(world, made))
    last = [
        one
        for one in json.loads(members["ledger/entries.json"])
        if one["kind"] == "evidence.released"
    ]
    assert len(last) == 1 and "周经理" not in last[0]["body"]
    assert json.loads(members["manifest.json"])["released_by"] == "周经理"


@pytest.mark.parametrize(
    ("to", "by", "reason"),
    [
        ("", "", ""),
        ("法院", "", "通知书"),
        ("", "周经理", "通知书"),
        ("法院", "周经理", " "),
        (" ", " ", "x"),
    ],
)
def test_a_full_edition_without_names_and_reason_is_refused(to: str, by: str, reason: str) -> None:
    with pytest.raises(ReleaseUnnamed):
        check_release("full", to, by, reason)
    assert check_release("masked", to, by, reason)
    assert check_release("full", "法院", "周经理", "通知书").full
    with pytest.raises(EditionUnknown):
        check_release("half", "法院", "周经理", "通知书")


def test_a_byte_of_any_member_flipped_is_found_and_the_member_named(
    world: Any, made: Any, tmp_path: Path
) -> None:
    members, key = members_of(bundle(world, made)), key_of(world)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def flip(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(members)))
        at = data.draw(st.integers(0, len(members[name]) - 1))
        byte = members[name][at] ^ data.draw(st.integers(1, 255))
        changed = members[name][:at] + bytes([byte]) + members[name][at + 1 :]
        assert name in faults(tmp_path, {**members, name: changed}, key)

    flip()
    for name in members:
        last = bytes([members[name][-1] ^ 1])
        assert name in faults(tmp_path, {**members, name: members[name][:-1] + last}, key)


def test_a_member_dropped_or_added_is_named(world: Any, made: Any, tmp_path: Path) -> None:
    members, key = members_of(bundle(world, made)), key_of(world)
    for name in members:
        rest = {one: data for one, data in members.items() if one != name}
        assert name in faults(tmp_path, rest, key)
    assert faults(tmp_path, {**members, "files/new.jpg": b"x"}, key) == {
        "files/new.jpg": "was added"
    }


def test_a_manifest_written_anew_or_signed_by_another_key_is_found(
    world: Any, made: Any, tmp_path: Path
) -> None:
    members, key = members_of(bundle(world, made)), key_of(world)
    own = Ed25519PrivateKey.generate()
    public = own.public_key().public_bytes_raw().hex()
    told = {**json.loads(members["manifest.json"]), "public_key": public}
    manifest = canonical(told)
    mark = own.sign(b"bonafix bundle v1\n" + manifest).hex().encode()
    forged = {**members, "manifest.json": manifest, "manifest.sig": mark}
    assert "manifest.json" in faults(tmp_path, forged, key)
    assert "manifest.json" in faults(tmp_path, members, public)


def test_another_verifier_is_found_even_under_the_operators_signature(
    world: Any, made: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    members = members_of(bundle(world, made))
    lying = {**members, "verify.py": b"print('no fault')\n"}
    assert "verify.py" in faults(tmp_path, lying, key_of(world))
    path = tmp_path / "lying.zip"
    path.write_bytes(zipped(resigned(world, lying)))
    assert main(["verify", str(path), "--key", key_of(world)]) == 1
    assert "'verify.py'" in capsys.readouterr().out


def test_a_token_or_a_record_of_another_case_is_found_even_under_the_operators_signature(
    world: Any, made: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from bonafix.ledger.anchors import anchor_operator
    from bonafix.ledger.models import Anchor, AnchorStamp
    from tests.support.tsa import authority

    with authority(tmp_path) as url:
        from bonafix.ledger.stamps import request_token

        tokens = []
        for number in (7, 8):
            world.report(number)
            anchor_operator(world.operator_id, world.now)
            anchor = Anchor.objects.order_by("-seq").first()
            assert anchor is not None
            tokens.append(request_token(url, bytes(anchor.hash)))
        first = Anchor.objects.order_by("seq").first()
        assert first is not None and tokens[0]
        own = request_token(url, bytes(first.hash))
    assert own
    AnchorStamp.objects.create(
        operator_id=world.operator_id, anchor_id=first.id, at=world.now, authority=url, token=own
    )
    members, key = members_of(bundle(world, made)), key_of(world)
    name = next(one for one in members if one.startswith("stamps/"))
    assert faults(tmp_path, members, key) == {}
    verify = ["verify", str(tmp_path / "case.zip"), "--key", key]
    assert main(verify) == 0
    assert "openssl ts -verify" in capsys.readouterr().out
    assert main([*verify, "--authority", str(tmp_path / "tsa.pem")]) == 0
    told = capsys.readouterr().out
    assert "existed at" in told and "openssl" not in told
    other_authority = tmp_path / "other"
    other_authority.mkdir()
    with authority(other_authority):
        pass
    assert main([*verify, "--authority", str(other_authority / "tsa.pem")]) == 1
    replayed = resigned(world, {**members, name: tokens[0]})
    assert "belongs to something else" in faults(tmp_path, replayed, key)[name]
    other = members_of(bundle(world, world.report(9).case, "masked"))
    swapped = {**members, "ledger/entries.json": other["ledger/entries.json"]}
    assert faults(tmp_path, resigned(world, swapped), key).keys() & {"ledger/entries.json"}


def test_a_bundle_carries_the_renewed_token_and_the_one_before_and_the_chain_is_checked(
    world: Any, made: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from datetime import UTC, datetime

    from django.test import override_settings

    from bonafix.evidence.bundle import stamps, verifier
    from bonafix.ledger.anchors import anchor_operator
    from bonafix.ledger.stamps import renew_some, renewal_message, stamp_newest
    from tests.support.tsa import authority

    assert verifier.renewal(b"root", b"token") == renewal_message(b"root", b"token")
    anchor_operator(world.operator_id, world.now)
    today, homes = datetime.now(UTC), [tmp_path / "old", tmp_path / "new"]
    for home, days in zip(homes, (30, 800), strict=True):
        home.mkdir()
        with authority(home, days) as url, override_settings(TIMESTAMP_URL=url):
            stamp_newest(world.operator_id, world.now)
            renew_some(world.operator_id, today + timedelta(days=25))
    both = tmp_path / "both.pem"
    both.write_bytes(b"".join((home / "tsa.pem").read_bytes() for home in homes))
    members, key = members_of(bundle(world, made)), key_of(world)
    (renewed,) = [one for one in members if "-renewed-1" in one]
    first = renewed.replace("-renewed-1", "")
    assert faults(tmp_path, members, key) == {}
    verify = ["verify", str(tmp_path / "case.zip"), "--key", key, "--authority"]
    assert main([*verify, str(both)]) == 0
    told = capsys.readouterr().out
    assert "renewed 1 times" in told and "openssl" not in told and "ended on" not in told
    # Long after the first certificate ended, the second one vouches; after both, it is said.
    check = verifier.Check(str(tmp_path / "case.zip"), key).run()
    roots = stamps.authorities(both)
    assert stamps.check_times(check, roots, today + timedelta(days=100)) and not check.faults
    assert not any("ended on" in line for line in check.unchecked)
    stamps.check_times(check, roots, today + timedelta(days=900))
    assert any("ended on" in line for line in check.unchecked)
    # One authority alone does not vouch for the other's token.
    assert main([*verify, str(homes[0] / "tsa.pem")]) == 1
    assert f"'{renewed}'" in capsys.readouterr().out
    # A renewal over another token, or over nothing, is none.
    swapped = resigned(world, {**members, renewed: members[first]})
    assert "belongs to something else" in faults(tmp_path, swapped, key)[renewed]
    other = resigned(world, {**members, first: members[renewed]})
    assert faults(tmp_path, other, key).keys() >= {first, renewed}


def test_after_an_erasure_the_record_still_verifies_and_the_texts_are_gone(
    world: Any, made: Any, tmp_path: Path
) -> None:
    from bonafix.people.models import PersonKey
    from bonafix.people.sealing import forget

    before = bundle(world, made)
    PersonKey._base_manager.filter(id=world.repair(made.id).customer_id).update(wrapped=None)
    forget(world.repair(made.id).customer_id)
    after = bundle(world, made)
    assert faults(tmp_path, before, key_of(world)) == {}
    assert faults(tmp_path, after, key_of(world)) == {}
    parts = members_of(after)["parts/people.json"].decode()
    assert "王小明" not in parts and '"erased":true' in parts


def test_the_verifier_runs_without_this_project(world: Any, made: Any, tmp_path: Path) -> None:
    import _cffi_backend
    import cffi
    import cryptography

    site = tmp_path / "site"
    site.mkdir()
    for module in (cryptography, cffi):
        folder = Path(module.__file__ or "").parent
        (site / folder.name).symlink_to(folder)
    backend = Path(_cffi_backend.__file__)
    (site / backend.name).symlink_to(backend)
    data = bundle(world, made)
    (tmp_path / "verify.py").write_bytes(members_of(data)["verify.py"])
    start = (
        f"import sys, runpy; sys.path.insert(0, {str(site)!r});"
        f"sys.argv = ['verify', sys.argv[1], '--key', {key_of(world)!r}];"
        f"runpy.run_path({str(tmp_path / 'verify.py')!r}, run_name='__main__')"
    )
    for content, status in ((data, 0), (zipped({**members_of(data), "x": b""}), 1), (b"no", 1)):
        (tmp_path / "case.zip").write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", start, str(tmp_path / "case.zip")],
            capture_output=True,
            check=False,
            text=True,
        )
        assert (done.returncode, done.stderr) == (status, "")


@pytest.mark.parametrize("words", [["none.zip", "--key", "00" * 32], ["{}", "--key", "none.pem"]])
def test_wrong_use_is_one_line_and_status_two(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.zip").write_bytes(b"")
    given_words = [word.replace("{}", str(tmp_path / "a.zip")) for word in words]
    assert main(["verify", *given_words]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=20), st.data())
def test_the_verifiers_trees_are_those_of_the_record(
    leaves: list[bytes], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(leaves) - 1))
    root = merkle.root(leaves)
    assert proofs.merkle(leaves) == root
    path = [step.hex() for step in merkle.proof(leaves, at)]
    assert proofs.climb(leaves[at], at, len(leaves), path) == root


def test_no_edition_holds_a_code_or_a_link(world: Any, made: Any) -> None:
    from bonafix.notices.actions import deliver
    from bonafix.notices.models import Notice

    notices = list(Notice.objects.filter(case_id=made.id))
    for notice in notices:
        deliver(world.operator_id, world.now, notice.id)
    assert notices
    members = members_of(bundle(world, made))
    rows = json.loads(members["parts/notices.json"])["notices_notice"]
    assert any(row["text"] for row in rows)
    for row in rows:
        assert not row["text"] or row["text"].keys() == {"sealed", "owner", "withheld"}
    assert b"/t/" not in members["parts/notices.json"]


def test_an_anchor_that_does_not_hold_the_case_is_found_even_when_signed(
    world: Any, made: Any, tmp_path: Path
) -> None:
    members = members_of(bundle(world, made))
    anchors = json.loads(members["ledger/anchors.json"])
    path = anchors[0]["proofs"][0]["path"]
    path[0] = "00" * 32
    changed = {**members, "ledger/anchors.json": canonical(anchors)}
    told = faults(tmp_path, resigned(world, changed), key_of(world))
    assert "does not hold the record" in told["ledger/anchors.json"]

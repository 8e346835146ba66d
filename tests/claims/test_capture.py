"""The buyer's evidence by guided capture: what the policy asks for, and its files the claim's."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bonafix.claims.actions.capturing import begin_capture, take_captured
from bonafix.claims.actions.examining import examine_claim
from bonafix.claims.actions.opening import Opened
from bonafix.claims.actions.pictures import add_picture, complete, missing
from bonafix.claims.actions.policy import publish_policy
from bonafix.claims.actions.watch import on_deadline
from bonafix.claims.models import Claim, Examination, Shot
from bonafix.claims.rules.capture import SHOT_OF, SLOT_OF, asked_for
from bonafix.claims.rules.policies import SLOTS, Policy, takes_rights
from bonafix.claims.rules.states import OutOfOrder
from bonafix.deadlines.loop import fire_due
from bonafix.evidence.actions import begin_giving, declare, keep, look_at, take_in
from bonafix.evidence.actions.taking import Given
from bonafix.evidence.errors import CameraOnly
from bonafix.evidence.models import Ask, Item
from bonafix.evidence.shots import SHOTS
from bonafix.files.uploads.actions import take_piece
from bonafix.kit.clock import now as clock_now
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.web.claims.words import SLOTS as TITLES
from tests.evidence import pictures
from tests.evidence.test_capture import MP4
from tests.support.claims import ClaimWorld, build_claims, picture

ALL = list(SLOTS)
HOST = {"host": "lock.test"}


def give(world: ClaimWorld, ask: Ask, shot: str, content: bytes, kind: str = "image/jpeg") -> Item:
    """Announced, sent, taken in, looked at, and counted, as the worker does it."""
    holder = world.buyer(ask.case_id)
    told = Given(shot, "camera", len(content), kind)
    upload = begin_giving(holder, world.now, ask.id, told)
    for at in range(0, len(content), 2_000_000):
        piece = content[at : at + 2_000_000]
        upload.offset = take_piece(world.operator_id, world.now, upload, at, piece)
    item = take_in(world.operator_id, world.now, upload.id)
    assert item is not None
    look_at(world.operator_id, world.now, item.id)
    for _again in range(2):
        take_captured(world.operator_id, world.now, ask.case_id)
    item.refresh_from_db()
    return item


def opened_under(world: ClaimWorld, **values: Any) -> Opened:
    """A claim of a purchase that is bound to a policy with these values."""
    announced, since = world.now - timedelta(days=40), world.now - timedelta(days=10)
    publish_policy(world.staff("manager"), announced, since, values)
    return world.open()


def shots(case: Any) -> list[Shot]:
    return list(Shot.objects.filter(case_id=case.id).order_by("id"))


def test_a_claim_asks_for_what_its_policy_names_and_until_its_own_deadline(
    world: ClaimWorld,
) -> None:
    case = opened_under(world, needs={"damaged": ALL}, capture="camera").case
    asked = begin_capture(world.buyer(case.id), world.now, case.number)
    assert asked.ask.wanted == [name for name in SHOTS if name != "document"]
    assert asked.ask.source == "camera"
    assert asked.ask.party_id == world.buyer_id
    assert asked.ask.until == world.now + timedelta(hours=72)
    # Again is the same request, with another way in.
    again = begin_capture(world.buyer(case.id), world.now, case.number)
    assert again.ask.id == asked.ask.id and again.token != asked.token
    assert Ask.objects.count() == 1


def test_the_last_thing_that_was_asked_for_makes_the_evidence_complete(world: ClaimWorld) -> None:
    case = opened_under(world, needs={"damaged": ["overview", "left", "clip"]}).case
    ask = begin_capture(world.buyer(case.id), world.now, case.number).ask
    declare(world.buyer(case.id), world.now, ask.id, "yes", None)
    small = [pictures.jpeg(pictures.thing(1000, 600, seed)) for seed in (1, 2)]
    first = give(world, ask, "overview", small[0])
    assert world.claim(case).status == "opened" and missing(world.claim(case)) == ["left", "clip"]
    second = give(world, ask, "damage_left", small[1])
    third = give(world, ask, "clip", MP4, "video/mp4")
    claim = world.claim(case)
    assert claim.status == "evidenced" and claim.complete_at == world.now
    found = shots(case)
    assert [one.slot for one in found] == ["overview", "left", "clip"]
    # The same files, not copies; and by the buyer, who said what they said.
    assert [one.file_id for one in found] == [first.file_id, second.file_id, third.file_id]
    assert all(one.declared_ai is True and one.party_id == world.buyer_id for one in found)
    kinds = Entry.objects.filter(stream_kind="case", stream_id=case.id)
    assert kinds.filter(kind="claims.evidenced").count() == 1
    assert kinds.filter(kind="claims.picture_added").count() == 3
    assert "customer" in str(kinds.get(kind="claims.evidenced").actor)
    examine_claim(world.system, world.now, case.id)
    assert world.claim(case).status == "answering"
    assert Examination.objects.filter(case_id=case.id).count() == 3
    assert not audit_operator(world.operator_id).faults


def test_a_picture_that_will_not_do_counts_once_nobody_can_take_a_better_one(
    world: ClaimWorld,
) -> None:
    case = world.open().case
    ask = begin_capture(world.buyer(case.id), world.now, case.number).ask
    give(world, ask, "overview", pictures.GOOD)
    dark = give(world, ask, "damage", pictures.DARK)
    assert dark.problems == ["too_dark"]
    assert [one.slot for one in shots(case)] == ["overview"]
    assert world.claim(case).status == "opened"
    keep(world.buyer(case.id), world.now, ask.id, dark.id)
    take_captured(world.operator_id, world.now, case.id)
    assert world.claim(case).status == "evidenced"
    assert [one.slot for one in shots(case)] == ["overview", "detail"]


def test_of_several_tries_the_better_one_counts(world: ClaimWorld) -> None:
    case = world.open().case
    ask = begin_capture(world.buyer(case.id), world.now, case.number).ask
    give(world, ask, "damage", pictures.DARK)
    good = give(world, ask, "damage", pictures.GOOD)
    give(world, ask, "overview", pictures.jpeg(pictures.thing(1000, 600, 3)))
    assert world.claim(case).status == "evidenced"
    assert [one.file_id for one in shots(case) if one.slot == "detail"] == [good.file_id]


def test_when_time_is_over_everything_that_came_goes_to_a_person(world: ClaimWorld) -> None:
    case = world.open().case
    ask = begin_capture(world.buyer(case.id), world.now, case.number).ask
    give(world, ask, "damage", pictures.DARK)
    later = world.now + timedelta(hours=73)
    while fire_due(later, limit=20):
        pass
    on_deadline(world.operator_id, later, case.id, "complete_evidence")
    claim = world.claim(case)
    assert (claim.status, claim.silent) == ("reviewing", "customer")
    assert [one.slot for one in shots(case)] == ["detail"]


def test_what_is_there_by_the_simple_form_is_not_asked_for_again(world: ClaimWorld) -> None:
    case = world.open().case
    add_picture(world.buyer(case.id), world.now, case.number, "overview", picture(1), False)
    ask = begin_capture(world.buyer(case.id), world.now, case.number).ask
    assert ask.wanted == ["damage"]
    give(world, ask, "damage", pictures.GOOD)
    assert world.claim(case).status == "evidenced"


def test_who_sends_by_the_simple_form_alone_is_not_waited_for_any_more(world: ClaimWorld) -> None:
    case = world.open().case
    ask = begin_capture(world.buyer(case.id), world.now, case.number).ask
    for slot in ("overview", "detail"):
        add_picture(world.buyer(case.id), world.now, case.number, slot, picture(1), False)
    complete(world.buyer(case.id), world.now, case.number)
    assert Ask.objects.get(pk=ask.id).status == "withdrawn"
    with pytest.raises(OutOfOrder):
        begin_capture(world.buyer(case.id), world.now, case.number)


def test_where_only_the_camera_is_taken_no_file_comes_in_by_the_simple_form(
    world: ClaimWorld,
) -> None:
    case = opened_under(world, capture="camera").case
    with pytest.raises(CameraOnly):
        add_picture(world.buyer(case.id), world.now, case.number, "overview", picture(1), False)
    assert not shots(case)


def test_a_strangers_evidence_in_the_same_case_does_not_become_the_buyers(
    world: ClaimWorld,
) -> None:
    from bonafix.evidence.actions import ask_for_evidence
    from bonafix.ledger.acts import begin

    case = world.open().case
    with begin(world.system, world.now) as act:
        until = world.now + timedelta(days=1)
        ask = ask_for_evidence(act, case, ["overview"], until, of=world.merchant_id).ask
    with begin(world.system, world.now) as act:
        act.record(
            "evidence.received", ("case", case.id),
            rows=[Item(
                operator_id=world.operator_id, ask_id=ask.id, case_id=case.id, shot="overview",
                file_id=add_picture(
                    world.buyer(case.id), world.now, case.number, "label", picture(9), False
                ).file_id,
                source="upload", received_at=world.now, problems=[],
            )],
        )  # fmt: skip
    Shot.objects.filter(case_id=case.id).delete()
    take_captured(world.operator_id, world.now, case.id)
    assert not shots(case)


def test_taking_files_away_from_people_is_a_change_that_needs_its_notice() -> None:
    assert takes_rights(Policy(), Policy(capture="camera"))
    assert not takes_rights(Policy(capture="camera"), Policy())


@given(st.lists(st.sampled_from(ALL), unique=True, min_size=1), st.sets(st.sampled_from(ALL)))
def test_exactly_what_is_missing_is_asked_for(needed: list[str], filled: set[str]) -> None:
    told = [SLOT_OF[shot] for shot in asked_for(needed, filled)]
    assert told == ([one for one in needed if one not in filled] or needed)


def test_every_picture_that_can_be_asked_for_has_its_shot_and_its_title() -> None:
    assert set(SHOT_OF) == set(SLOTS)
    assert set(SLOT_OF) == set(SHOTS)
    assert set(SLOT_OF.values()) <= set(TITLES)


# On the page -------------------------------------------------------------------------------


@pytest.fixture
def live(operator: Any) -> ClaimWorld:
    """A world of now: pages read the clock."""
    return build_claims(operator.id, clock_now())


def test_the_link_of_the_claim_opens_its_pictures_and_leads_back(live: ClaimWorld) -> None:
    opened, client = live.open(), Client(headers=HOST)
    # Before anybody asked, the link opens no page of pictures.
    assert client.get(f"/e/{opened.token}/").status_code == 404
    shown = client.get(f"/c/{opened.token}/").content.decode()
    assert f"/c/{opened.token}/capture/" in shown
    gone = client.post(f"/c/{opened.token}/capture/")
    assert gone.headers["Location"] == f"/e/{opened.token}/"
    page = client.get(f"/e/{opened.token}/").content.decode()
    assert f'href="/c/{opened.token}/"' in page and 'name="ai"' in page
    client.post(f"/e/{opened.token}/say/", {"ai": "no"})
    begun = client.post(
        f"/e/{opened.token}/uploads/",
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(pictures.SMALL)),
            "Upload-Metadata": "shot b3ZlcnZpZXc=,source Y2FtZXJh,filetype aW1hZ2UvanBlZw==",
        },
    )
    assert begun.status_code == 201, begun.content
    where = begun.headers["Location"]
    assert client.head(where, headers={"Tus-Resumable": "1.0.0"}).headers["Upload-Offset"] == "0"
    # Another buyer's link opens neither this page nor this upload.
    other = live.open()
    elsewhere = where.replace(opened.token, other.token)
    assert client.head(elsewhere, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
    client.post(f"/c/{other.token}/capture/")
    assert client.head(elsewhere, headers={"Tus-Resumable": "1.0.0"}).status_code == 404


def test_between_the_last_picture_and_the_worker_the_page_asks_for_nothing(
    live: ClaimWorld,
) -> None:
    opened, client = live.open(), Client(headers=HOST)
    client.post(f"/c/{opened.token}/capture/")
    Ask.objects.update(status="complete")
    shown = client.get(f"/c/{opened.token}/").content.decode()
    assert "/capture/" not in shown and 'http-equiv="refresh"' in shown


def test_a_clip_of_a_claim_is_shown_as_a_clip_to_its_people(live: ClaimWorld) -> None:
    opened = live.open()
    add_picture(live.buyer(opened.case.id), live.now, opened.case.number, "clip", MP4, False)
    (shot,) = shots(opened.case)
    assert shot.file.media_type == "video/mp4"
    answer = Client(headers=HOST).get(f"/c/{opened.token}/picture/{shot.file_id}/")
    assert answer.headers["Content-Type"] == "video/mp4"
    assert b"".join(answer.streaming_content) == MP4  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["image/svg+xml", "image/svg", "text/html"])
def test_a_drawing_that_may_hold_scripts_is_no_picture(world: ClaimWorld, kind: str) -> None:
    from bonafix.files.models import Upload
    from bonafix.kit.errors import Invalid

    case = world.open().case
    ask = begin_capture(world.buyer(case.id), world.now, case.number).ask
    with pytest.raises(Invalid):
        begin_giving(
            world.buyer(case.id), world.now, ask.id, Given("overview", "upload", 9, kind)
        )  # fmt: skip
    assert not Upload.objects.exists()


def test_a_document_is_taken_away_and_not_opened_here(live: ClaimWorld) -> None:
    from bonafix.web.claims.media import image

    for kind in ("application/pdf", "image/svg+xml", "text/html"):
        answer = image(b"<svg/>", kind)
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment"
    assert image(b"", "image/jpeg").headers["Content-Disposition"] == "inline"


def test_a_clip_is_no_picture_and_a_picture_no_clip(world: ClaimWorld) -> None:
    from bonafix.claims.errors import NotAPicture

    case = world.open().case
    for slot, content in (("overview", MP4), ("clip", picture(1)), ("detail", b"ftyp")):
        with pytest.raises(NotAPicture):
            add_picture(world.buyer(case.id), world.now, case.number, slot, content, False)
    assert Claim.objects.get(case_id=case.id).status == "opened" and not shots(case)

"""Guided capture: what came in is looked at, told, kept, and only people judge it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from bonafix.evidence.actions import (
    ask_for_evidence,
    begin_giving,
    declare,
    keep,
    look_at,
    take_in,
    view,
)
from bonafix.evidence.actions.looking import looked
from bonafix.evidence.actions.taking import Given
from bonafix.evidence.errors import AskClosed, BadDeclaration
from bonafix.evidence.models import Ask, Item
from bonafix.evidence.queries import evidence_of
from bonafix.evidence.shots import SHOTS
from bonafix.evidence.telling import HOW, TITLES, chat_text
from bonafix.files.uploads.actions import take_piece
from bonafix.kit.clock import now as clock_now
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.people.sealing import unseal
from tests.evidence import pictures

MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(400)
HOST = {"host": "lock.test"}


def asked(world: Any, case: Any, *what: str, **more: Any) -> Any:
    with begin(world.system, clock_now()) as act:
        return ask_for_evidence(act, case, what, act.now + timedelta(days=1), **more)


def give(world: Any, one: Any, shot: str, content: bytes, media: str = "image/jpeg") -> Item:
    """All the way: announced, sent, taken in, looked at."""
    now, holder = clock_now(), world.holder(one.ask.case_id)
    given = Given(shot, "upload", len(content), media)
    upload = begin_giving(holder, now, one.ask.id, given)
    for at in range(0, len(content), 1_000_000):
        upload.offset = take_piece(world.operator_id, now, upload, at, content[at : at + 1_000_000])
    item = take_in(world.operator_id, now, upload.id)
    assert item is not None
    for _again in range(2):
        look_at(world.operator_id, now, item.id)
    item.refresh_from_db()
    return item


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (pictures.GOOD, []),
        (pictures.PLAIN, []),
        (pictures.DARK, ["too_dark"]),
        (pictures.BRIGHT, ["too_bright"]),
        (pictures.BLURRED, ["blurred"]),
        (pictures.SMALL, ["too_small"]),
        (b"no picture at all", ["not_read"]),
        (pictures.GOOD[:3000], ["not_read"]),
        (MP4, ["not_read"]),
    ],
)
def test_a_picture_is_told_what_is_wrong_with_it(content: bytes, problems: list[str]) -> None:
    assert looked(content, "overview", "ABC234") == (problems, "")


def test_the_code_in_the_frame_is_read_and_another_code_is_not_taken_for_it() -> None:
    content = pictures.jpeg(pictures.with_code("7KD4XA"))
    assert looked(content, "card", "7KD4XA") == ([], "seen")
    assert looked(content, "card", "7KD4XC") == ([], "not_read")
    # Written by hand no machine reads it: that is no fault of the picture.
    assert looked(pictures.GOOD, "card", "7KD4XA") == ([], "not_read")


def test_a_clip_is_a_clip_and_a_picture_is_none() -> None:
    assert looked(MP4, "clip", "")[0] == []
    assert looked(pictures.GOOD, "clip", "")[0] == ["not_read"]
    assert looked(b"%PDF-1.4\n%%EOF", "document", "")[0] == []


def test_when_everything_came_in_the_ask_is_complete_and_says_so_once(
    world: Any, case: Any
) -> None:
    from bonafix.deadlines.queries import next_deadline

    one = asked(world, case, "overview", "clip")
    assert give(world, one, "overview", pictures.GOOD).problems == []
    (state,) = evidence_of(case)
    assert dict(state.states) == {"overview": "usable", "clip": "missing"}
    give(world, one, "clip", MP4, "video/mp4")
    (state,) = evidence_of(case)
    assert state.ask.status == "complete" and state.complete
    assert next_deadline(("ask", one.ask.id)) is None
    kinds = [e.kind for e in Entry.objects.filter(stream_id=case.id)]
    assert kinds.count("evidence.completed") == 1
    assert kinds.count("evidence.looked_at") == kinds.count("evidence.received") == 2
    with pytest.raises(AskClosed):
        give(world, one, "overview", pictures.BLURRED)
    assert not audit_operator(world.operator_id).faults


def test_what_was_sent_and_waits_for_the_worker_is_not_called_missing(
    world: Any, case: Any
) -> None:
    one, now = asked(world, case, "overview", "card"), clock_now()
    content = pictures.SMALL
    told = Given("overview", "upload", len(content), "image/jpeg")
    upload = begin_giving(world.holder(case.id), now, one.ask.id, told)
    half = len(content) // 2
    upload.offset = take_piece(world.operator_id, now, upload, 0, content[:half])
    assert evidence_of(case)[0].states["overview"] == "missing"
    take_piece(world.operator_id, now, upload, half, content[half:])
    (state,) = evidence_of(case)
    assert dict(state.states) == {"overview": "checking", "card": "missing"}
    page = Client(headers=HOST).get(f"/e/{one.token}/part/").content.decode()
    assert "data-checking" in page and "还缺 2 项" in page


def test_whoever_cannot_take_a_better_one_says_so_and_it_counts(world: Any, case: Any) -> None:
    one = asked(world, case, "overview")
    item = give(world, one, "overview", pictures.DARK)
    (state,) = evidence_of(case)
    assert state.states["overview"] == "unusable" and state.ask.status == "open"
    other = asked(world, case, "overview")
    holder = world.holder(case.id)
    with pytest.raises(AskClosed):
        keep(holder, clock_now(), other.ask.id, item.id)
    for _again in range(2):
        if Ask.objects.get(pk=one.ask.id).status == "open":
            keep(holder, clock_now(), one.ask.id, item.id)
    first = evidence_of(case)[0]
    assert first.ask.status == "complete"
    assert first.items[0].problems == ["too_dark"] and first.items[0].kept


def test_what_is_declared_is_on_record_and_the_device_is_sealed(world: Any, case: Any) -> None:
    one, now = asked(world, case, "overview"), clock_now()
    holder = world.holder(case.id)
    ask = declare(holder, now, one.ask.id, "unsure", {"browser": "Mozilla 某手机"})
    assert (ask.ai_declared, ask.declared_at) == ("unsure", now)
    assert json.loads(unseal(bytes(ask.device)) or "") == {"browser": "Mozilla 某手机"}
    entry = Entry.objects.get(kind="evidence.declared")
    assert "某手机" not in bytes(entry.body).decode()
    for ai, device in (("maybe", None), ("no", {"x": "y" * 3000})):
        with pytest.raises(BadDeclaration):
            declare(holder, now, one.ask.id, ai, device)
    assert Ask.objects.get(pk=one.ask.id).ai_declared == "unsure"
    from uuid import uuid4

    with pytest.raises(NotAllowed):
        declare(world.holder(uuid4()), now, one.ask.id, "no", None)


def test_the_desk_sees_smaller_copies_and_every_look_is_on_record(world: Any, case: Any) -> None:
    one = asked(world, case, "overview", "clip")
    item = give(world, one, "overview", pictures.GOOD)
    agent = world.staff("agent")
    shown = view(agent, clock_now(), case, item.id)
    assert shown is not None and shown[:3] == b"\xff\xd8\xff" and shown != pictures.GOOD
    looks = Entry.objects.filter(kind="files.read", stream_id=item.file_id, actor=agent.label())
    assert looks.count() == 1
    clip = give(world, one, "clip", MP4, "video/mp4")
    assert view(agent, clock_now(), case, clip.id) is None
    with pytest.raises(NotAllowed):
        view(world.holder(case.id), clock_now(), case, item.id)


def test_the_challenge_fits_into_any_chat(world: Any, case: Any) -> None:
    one = asked(world, case, "overview", "damage_left", "card", "clip")
    for language, words in (("zh-hans", "验证码"), ("en", "Write the code")):
        with translation.override(language):
            text = chat_text(one.ask, "https://x.test/e/abc/")
        assert one.ask.code in text and words in text and "https://x.test/e/abc/" in text
        assert [f"{n}." in text for n in range(1, 6)] == [True] * 4 + [False]
        assert len(text) < 700
    assert TITLES.keys() == HOW.keys() == SHOTS.keys()


def test_the_page_asks_one_question_first_and_then_shows_what_is_missing(
    world: Any, case: Any
) -> None:
    one = asked(world, case, "overview", "card")
    client, path = Client(headers=HOST), f"/e/{one.token}/"
    first = client.get(path).content.decode()
    assert "AI 生成内容" in first and "data-shot" not in first
    wrong = client.post(path + "say/", {"ai": "perhaps"})
    assert wrong.status_code == 422 and "请说明是否含" in wrong.content.decode()
    told = {"ai": "no", "device_agreed": "yes", "device": '{"browser": "B"}'}
    assert client.post(path + "say/", told).status_code == 302
    assert json.loads(unseal(bytes(Ask.objects.get().device or b"")) or "") == {"browser": "B"}
    page = client.get(path).content.decode()
    assert one.ask.code in page and 'data-shot="overview"' in page and "还缺 2 项" in page
    item = give(world, one, "overview", pictures.DARK)
    part = client.get(path + "part/").content.decode()
    assert "画面太暗" in part and "建议重拍" in part and str(item.id) in part
    assert client.post(f"{path}keep/{item.id}/").status_code == 302
    assert "还缺 1 项" in client.get(path + "part/").content.decode()
    assert one.ask.code in client.get(path + "card/").content.decode()
    client.cookies["django_language"] = "en"
    english = client.get(path).content.decode()
    assert "thing still missing" in english


def test_without_consent_nothing_of_the_device_is_kept(world: Any, case: Any) -> None:
    one = asked(world, case, "overview")
    told = {"ai": "no", "device": '{"browser": "B"}'}
    Client(headers=HOST).post(f"/e/{one.token}/say/", told)
    assert Ask.objects.get().device is None


def test_a_page_that_is_over_says_so_and_takes_nothing(world: Any, case: Any) -> None:
    from bonafix.evidence.actions import withdraw

    one = asked(world, case, "overview")
    with begin(world.system, clock_now()) as act:
        withdraw(act, one.ask.id)
    page = Client(headers=HOST).get(f"/e/{one.token}/").content.decode()
    assert "不再需要" in page and "data-take" not in page

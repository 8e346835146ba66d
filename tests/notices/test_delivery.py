"""A notice gets there once, is tried again, and in the end wakes a person."""

import json
import threading
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.notices.actions import deliver, notify
from bonafix.notices.adapters.envelope import Envelope
from bonafix.notices.errors import NotANotice, Undelivered
from bonafix.notices.filling import fill_with
from bonafix.notices.models import Notice
from bonafix.notices.own import NoticeData, NoticeRetention
from bonafix.notices.queries import failed_notices, notices_of, words_of
from bonafix.notices.rules import LOOK_AGAIN, PAUSES, TRIES
from bonafix.operators.actions import found_operator
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.models import Party, PersonKey
from tests.notices.conftest import NUMBER, PHONE, person, tell

WINDOW = {
    "number": NUMBER,
    "arrive_from": "2026-11-24T06:20:00.000000Z",
    "arrive_by": "2026-11-24T06:50:00.000000Z",
}


class Provider:
    """Counts what it is asked; refuses as often as it is told to."""

    def __init__(self, *refusals: Undelivered) -> None:
        self.refusals = list(refusals)
        self.sent: list[Envelope] = []
        self.asked: list[Envelope] = []

    def __call__(self, envelope: Envelope) -> str:
        self.asked.append(envelope)
        if self.refusals:
            raise self.refusals.pop(0)
        self.sent.append(envelope)
        return "msg-1"


def jobs(event: str) -> list[ProcrastinateJob]:
    return [job for job in ProcrastinateJob.objects.order_by("id") if job.args["event"] == event]


def kinds(notice: Notice) -> list[str]:
    assert notice.case_id is not None
    entries = Entry.objects.filter(stream_kind="case", stream_id=notice.case_id).order_by("seq")
    return [entry.kind for entry in entries]


def test_a_notice_is_queued_with_its_action_and_sent_once(
    operator: Operator, now: datetime, fillers: None
) -> None:
    notice, provider = tell(operator, now, person(operator, now)), Provider()
    assert [job.args["ids"] for job in jobs("notices.queued")] == [{"notice_id": str(notice.id)}]
    for _again in range(3):
        deliver(operator.id, now, notice.id, send=provider)
    notice.refresh_from_db()
    assert (notice.status, notice.sent_at, notice.provider_id) == ("sent", now, "msg-1")
    ((envelope),) = provider.asked
    assert (envelope.address, envelope.id, envelope.sender) == (PHONE, notice.id, "Lock")
    assert NUMBER in envelope.text
    assert kinds(notice) == ["notices.queued", "notices.tried", "notices.sent"]
    assert not audit_operator(operator.id).faults


def test_the_same_key_again_is_the_same_notice(operator: Operator, now: datetime) -> None:
    party = person(operator, now)
    first = tell(operator, now, party, key="accepted:1")
    assert tell(operator, now, party, key="accepted:1").id == first.id
    assert len(jobs("notices.queued")) == 1


def test_an_action_that_fails_tells_nobody(operator: Operator, now: datetime) -> None:
    party = person(operator, now)
    with pytest.raises(ZeroDivisionError), begin(Actor.system(operator.id), now) as act:
        notify(act, uuid4(), party.id, "accepted", {"number": NUMBER}, key="k")
        raise ZeroDivisionError
    assert not Notice.objects.exists()
    assert not jobs("notices.queued")


def test_what_no_notice_can_be_is_refused(operator: Operator, now: datetime) -> None:
    party = person(operator, now)
    for kind, params, key in (
        ("greeting", {}, "k"),
        ("accepted", {"number": "王小明"}, "k"),
        ("accepted", {}, "王小明"),
    ):
        with pytest.raises(NotANotice):
            tell(operator, now, party, kind, params=params, key=key)
    assert not Notice.objects.exists()


def test_a_failed_try_comes_again_with_the_same_key_and_words(
    operator: Operator, now: datetime, fillers: None
) -> None:
    notice = tell(operator, now, person(operator, now))
    provider = Provider(Undelivered("gateway_timeout"))
    deliver(operator.id, now, notice.id, send=provider)
    notice.refresh_from_db()
    assert (notice.status, notice.trouble) == ("queued", "gateway_timeout")
    assert jobs("notices.queued")[-1].scheduled_at == now + PAUSES[0]

    deliver(operator.id, now + PAUSES[0], notice.id, send=provider)
    notice.refresh_from_db()
    assert (notice.status, notice.attempts, notice.trouble) == ("sent", 2, "")
    first, second = provider.asked
    assert first == second  # the link in it too, though each rendering would make a new one
    assert kinds(notice)[1:] == [
        "notices.tried", "notices.delayed", "notices.tried", "notices.sent",
    ]  # fmt: skip


def test_after_the_last_try_a_person_is_woken_and_no_further_try_is_made(
    operator: Operator, now: datetime
) -> None:
    notice = tell(operator, now, person(operator, now))
    provider = Provider(*[Undelivered("gateway_unreachable")] * 99)
    for _try in range(TRIES + 2):
        deliver(operator.id, now, notice.id, send=provider)
    notice.refresh_from_db()
    assert (notice.status, notice.attempts, len(provider.asked)) == ("failed", TRIES, TRIES)
    (job,) = jobs("notices.failed")
    assert job.args["ids"] == {
        "notice_id": str(notice.id),
        "case_id": str(notice.case_id),
        "why": "gateway_unreachable",
    }
    assert len(jobs("notices.queued")) == TRIES  # the first, and one for each pause
    assert failed_notices() == [notice]
    assert kinds(notice)[-1] == "notices.failed"


def test_a_refusal_for_good_is_not_tried_again(operator: Operator, now: datetime) -> None:
    notice = tell(operator, now, person(operator, now))
    deliver(operator.id, now, notice.id, send=Provider(Undelivered("no", permanent=True)))
    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == ("failed", 1)
    assert len(jobs("notices.failed")) == 1


def test_a_worker_that_dies_in_every_try_ends_with_a_person(
    operator: Operator, now: datetime
) -> None:
    notice = tell(operator, now, person(operator, now))

    def dies(_envelope: Envelope) -> str:
        raise KeyboardInterrupt

    for _try in range(TRIES):
        with pytest.raises(KeyboardInterrupt):
            deliver(operator.id, now, notice.id, send=dies)
    deliver(operator.id, now, notice.id, send=dies)
    notice.refresh_from_db()
    assert (notice.status, notice.trouble) == ("failed", "tries_used_up")


def test_an_expired_code_is_not_sent(operator: Operator, now: datetime) -> None:
    provider, party = Provider(), person(operator, now)
    notice = tell(operator, now, party, "one_time_code", secret="493021")
    deliver(operator.id, now + timedelta(minutes=11), notice.id, send=provider)
    notice.refresh_from_db()
    assert (notice.status, notice.trouble, provider.asked) == ("failed", "too_late", [])


def test_nobody_without_an_address_is_tried(operator: Operator, now: datetime) -> None:
    provider, party = Provider(), person(operator, now)
    notice = tell(operator, now, party, channels=("console",))
    Party.objects.filter(pk=party.id).update(phone=None)
    deliver(operator.id, now, notice.id, send=provider)
    notice.refresh_from_db()
    assert (notice.status, notice.trouble, provider.asked) == ("failed", "no_address", [])


def test_an_erased_person_is_not_told_anything_and_what_was_told_is_gone(
    operator: Operator, now: datetime
) -> None:
    provider, party = Provider(), person(operator, now)
    told, waiting = (tell(operator, now, party) for _ in range(2))
    deliver(operator.id, now, told.id, send=provider)
    told.refresh_from_db()
    assert NUMBER in words_of([told])[0]
    assert NUMBER in NoticeData().data_of(party.id)["told"][0]["text"]
    assert NoticeRetention().kept(party.id, now) == []
    assert notices_of(told.case_id or uuid4()) == [told]

    Party.objects.filter(pk=party.id).update(status="erased")
    PersonKey.objects.filter(pk=party.id).update(wrapped=None)
    deliver(operator.id, now, waiting.id, send=provider)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.trouble) == ("failed", "party_erased")
    assert len(provider.sent) == 1


def test_nothing_personal_lies_open(operator: Operator, now: datetime, fillers: None) -> None:
    """Not in the row, the record or the queue: not the phone, the name, the code, the words."""
    party, provider = person(operator, now), Provider()
    for kind, given in (
        ("one_time_code", {"secret": "493021"}),
        ("arranged", {"params": {**WINDOW, "technician": str(uuid4())}}),
    ):
        deliver(operator.id, now, tell(operator, now, party, kind, **given).id, send=provider)
    code, arranged = provider.sent
    assert "493021" in code.text
    assert "王师傅" in arranged.text
    assert "4071" in arranged.text
    held = b"".join(bytes(entry.body) for entry in Entry.objects.all()).decode()
    held += json.dumps([job.args for job in ProcrastinateJob.objects.all()], ensure_ascii=False)
    for notice in Notice.objects.values():
        held += json.dumps(notice["params"], ensure_ascii=False) + notice["key"]
        held += bytes(notice["text"] or b"").decode("latin-1")
    for personal in ("13812345678", "王小明", "493021", "王师傅", "https://lock.test", code.text):
        assert personal not in held


def test_only_what_a_notice_says_is_looked_up(operator: Operator, now: datetime) -> None:
    """A link that nobody is told of would be a door left open."""
    asked: list[str] = []

    def link(_operator: UUID, _case: UUID | None, _value: str, _now: datetime) -> str:
        asked.append("link")
        return "https://lock.test/t/x/"

    fill_with("link", link)
    party = person(operator, now)
    deliver(operator.id, now, tell(operator, now, party, "signed_off").id, send=Provider())
    assert not asked
    deliver(operator.id, now, tell(operator, now, party, "accepted").id, send=Provider())
    assert asked == ["link"]


def test_the_partys_language_is_spoken(operator: Operator, now: datetime) -> None:
    party, provider = person(operator, now), Provider()
    for language in ("zh-hans", "en"):
        notice = tell(operator, now, party, "quote_ready", language=language,
                      params={"number": NUMBER, "fen": 12_050})  # fmt: skip
        deliver(operator.id, now, notice.id, send=provider)
    chinese, english = provider.sent
    assert chinese.text == f"您的报修 {NUMBER} 已报价：¥120.50。您确认后才会开始维修。"
    assert english.text == (
        f"The quote for your repair {NUMBER} is ready: ¥120.50. Work starts only after you agree."
    )


def test_one_operator_cannot_deliver_anothers_notice(
    two_operators: tuple[Operator, Operator], now: datetime
) -> None:
    mine, yours = two_operators
    with act_as(mine.id):
        notice, provider = tell(mine, now, person(mine, now)), Provider()
    with pytest.raises(Notice.DoesNotExist):
        deliver(yours.id, now, notice.id, send=provider)
    assert not provider.asked
    deliver(mine.id, now, notice.id, send=provider)
    assert len(provider.sent) == 1


def test_two_workers_with_one_notice_ask_the_provider_once(
    fresh_database: str, now: datetime
) -> None:
    operator = found_operator("lock", "Lock", [], now)
    with act_as(operator.id):
        notice = tell(operator, now, person(operator, now))
    asking, may_answer, provider = threading.Event(), threading.Event(), Provider()

    def slowly(envelope: Envelope) -> str:
        asking.set()
        assert may_answer.wait(20)
        return provider(envelope)

    def first() -> None:
        deliver(operator.id, now, notice.id, send=slowly)
        connection.close()

    worker = threading.Thread(target=first)
    worker.start()
    assert asking.wait(20)
    deliver(operator.id, now, notice.id, send=provider)
    assert not provider.asked
    assert jobs("notices.queued")[-1].scheduled_at == now + LOOK_AGAIN
    may_answer.set()
    worker.join(20)
    deliver(operator.id, now + LOOK_AGAIN, notice.id, send=provider)
    assert len(provider.sent) == 1
    with act_as(operator.id):
        assert Notice.objects.get(pk=notice.id).status == "sent"

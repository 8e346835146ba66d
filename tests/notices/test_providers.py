"""Real sockets and real kills: between the provider's yes and our commit the process dies."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import override_settings

from bonafix.ledger.audit import audit
from bonafix.notices.actions import deliver
from bonafix.notices.adapters import adapter_for, configured_channels, outbox_path
from bonafix.notices.adapters.console import Console
from bonafix.notices.adapters.envelope import Envelope
from bonafix.notices.adapters.gateway import SmsGateway
from bonafix.notices.adapters.outbox import Outbox
from bonafix.notices.adapters.smtp import Mail
from bonafix.notices.errors import Undelivered
from bonafix.notices.models import Notice
from bonafix.operators.actions import found_operator
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from tests.notices.conftest import NUMBER, PHONE, person, tell
from tests.notices.providers import mail_server, sms_gateway
from tests.support import database

WORKER = """
import django; django.setup()
import os, sys
from datetime import datetime
from uuid import UUID
from bonafix.notices.actions import deliver
from bonafix.notices.adapters import adapter_for
from bonafix.notices.filling import fill_with
fill_with("email", lambda *_: "customer@mail.test")
def console_then_die(envelope):
    adapter_for("console").send(envelope)
    os.kill(os.getpid(), 9)
operator, notice, now, die = sys.argv[1:]
deliver(UUID(operator), datetime.fromisoformat(now), UUID(notice),
        send=console_then_die if die == "die" else None)
"""


class Trial:
    """An operator in a database of its own, with one notice for one channel."""

    def __init__(self, name: str, now: datetime, data: Path, channel: str, **settings: str) -> None:
        self.now, self.data = now, data
        self.environment = {
            **os.environ,
            **settings,
            "BONAFIX_DATA": str(data),
            "DATABASE_RUNTIME_URL": database.url("bonafix_app", name),
        }
        self.operator = found_operator("lock", "诚修锁业", [], now)
        with act_as(self.operator.id):
            self.notice_id = tell(
                self.operator, now, person(self.operator, now), channels=(channel,)
            ).id

    def work(self, die: str = "") -> "subprocess.Popen[bytes]":
        """A worker process that delivers the notice."""
        arguments = [str(self.operator.id), str(self.notice_id), self.now.isoformat(), die]
        return subprocess.Popen(
            [sys.executable, "-c", WORKER, *arguments],
            env=self.environment,
            stdout=subprocess.DEVNULL,
        )

    def notice(self) -> Notice:
        with act_as(self.operator.id):
            return Notice.objects.get(pk=self.notice_id)


def kills(worker: "subprocess.Popen[bytes]") -> Callable[[], None]:
    """The moment between the provider's yes and our commit."""

    def kill() -> None:
        worker.kill()
        worker.wait()

    return kill


def sealed_text(trial: Trial) -> bytes:
    return bytes(trial.notice().text or b"")


def test_sms_a_kill_between_send_and_commit_sends_one_message(
    fresh_database: str, now: datetime, tmp_path: Path
) -> None:
    with sms_gateway() as gateway:
        url = f"http://127.0.0.1:{gateway.port}/sms"
        with override_settings(NOTICE_SMS_URL=url):
            trial = Trial(fresh_database, now, tmp_path, "sms", BONAFIX_SMS_URL=url)
        worker = trial.work()
        gateway.before_answer = kills(worker)
        assert worker.wait(30) == -9
        assert trial.notice().status == "sending"
        said = sealed_text(trial)

        gateway.before_answer = lambda: None
        assert trial.work().wait(30) == 0
    first, second = gateway.requests
    assert first == second  # same key, same words
    assert first[0] == str(trial.notice_id)
    assert len(gateway.messages) == 1
    notice = trial.notice()
    assert (notice.status, notice.attempts) == ("sent", 2)
    assert notice.provider_id == f"msg-{str(trial.notice_id)[:8]}"
    assert sealed_text(trial) == said
    assert not audit().faults


def test_mail_a_kill_between_send_and_commit_makes_one_mail(
    fresh_database: str, now: datetime, tmp_path: Path
) -> None:
    with mail_server() as server:
        settings = {"BONAFIX_SMTP_HOST": "127.0.0.1", "BONAFIX_SMTP_PORT": str(server.port)}
        with override_settings(EMAIL_HOST="127.0.0.1"):
            trial = Trial(fresh_database, now, tmp_path, "email", **settings)
        worker = trial.work()
        server.before_answer = kills(worker)
        assert worker.wait(30) == -9
        server.before_answer = lambda: None
        assert trial.work().wait(30) == 0
    assert [key for key, _mail in server.requests] == [f"<{trial.notice_id}@localhost>"] * 2
    ((_key, mail),) = server.messages.items()
    assert NUMBER in mail.get_content()
    assert mail["To"] == "customer@mail.test"
    assert "诚修锁业" in mail["Subject"]
    assert (trial.notice().status, trial.notice().attempts) == ("sent", 2)


def test_console_a_kill_between_send_and_commit_writes_one_line(
    fresh_database: str, now: datetime, tmp_path: Path
) -> None:
    trial = Trial(fresh_database, now, tmp_path, "console")
    assert trial.work("die").wait(30) == -9
    assert trial.notice().status == "sending"
    assert trial.work().wait(30) == 0
    (line,) = (tmp_path / "outbox.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["id"] == str(trial.notice_id)
    assert json.loads(line)["to"] == PHONE
    assert trial.notice().status == "sent"


def envelope(text: str = "您好") -> Envelope:
    return Envelope(uuid4(), "accepted", "sms", "zh-hans", PHONE, "诚修", "关于您的报修", text)


def test_the_gateway_is_asked_as_its_contract_says() -> None:
    one = envelope()
    with sms_gateway() as gateway:
        url = f"http://127.0.0.1:{gateway.port}/"
        assert SmsGateway(url, "k3y").send(one) == f"msg-{str(one.id)[:8]}"
    assert gateway.headers[0]["Authorization"] == "Bearer k3y"
    assert gateway.headers[0]["Idempotency-Key"] == str(one.id)
    assert gateway.messages[str(one.id)] == {
        "to": PHONE,
        "text": "您好",
        "sign": "诚修",
        "kind": "accepted",
        "language": "zh-hans",
        "reference": str(one.id),
    }


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(400, True), (422, True), (401, False), (409, False), (429, False), (500, False)],
)
def test_the_gateways_refusals_are_told_apart(status: int, permanent: bool) -> None:
    with sms_gateway() as gateway:
        gateway.answers = [status]
        with pytest.raises(Undelivered) as refusal:
            SmsGateway(f"http://127.0.0.1:{gateway.port}/").send(envelope())
    assert (refusal.value.why, refusal.value.permanent) == (f"gateway_said_{status}", permanent)


def test_a_gateway_that_is_silent_or_away_is_tried_again() -> None:
    with sms_gateway() as gateway:
        url = f"http://127.0.0.1:{gateway.port}/"
        import time

        gateway.before_answer = lambda: time.sleep(0.5)
        with pytest.raises(Undelivered) as slow:
            SmsGateway(url, seconds=0.1).send(envelope())
    with pytest.raises(Undelivered) as away:
        SmsGateway(url).send(envelope())
    assert (slow.value.why, slow.value.permanent) == ("gateway_timeout", False)
    assert (away.value.why, away.value.permanent) == ("gateway_unreachable", False)
    assert PHONE not in repr(slow.value) + repr(away.value)


@pytest.mark.parametrize(("status", "permanent"), [(451, False), (554, False)])
def test_a_mail_server_that_refuses_is_tried_again(status: int, permanent: bool) -> None:
    with mail_server() as server:
        server.answers = [status]
        with pytest.raises(Undelivered) as refusal:
            Mail("127.0.0.1", server.port, "service@lock.test").send(envelope())
    assert (refusal.value.why, refusal.value.permanent) == (f"mail_server_said_{status}", permanent)


def test_a_mail_has_one_message_id_for_all_tries_and_no_way_to_inject_headers() -> None:
    one, mail = envelope(), Mail("127.0.0.1", 1, "诚修 <service@lock.test>")
    assert mail.message(one)["Message-ID"] == f"<{one.id}@lock.test>"
    assert mail.message(one)["Message-ID"] == mail.message(one)["Message-ID"]
    with pytest.raises(Undelivered):
        mail.send(one)  # nobody listens


def test_many_writers_write_each_notice_once_into_the_outbox(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    path = tmp_path / "outbox.jsonl"
    letters = [envelope(f"第{n}封") for n in range(20)]
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda one: Outbox(path).take(one), letters * 4))
    assert sum(taken) == 20
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert sorted(line["id"] for line in lines) == sorted(str(one.id) for one in letters)
    assert path.stat().st_mode & 0o077 == 0


def test_half_a_line_of_a_killed_writer_is_no_notice(tmp_path: Path) -> None:
    outbox, one = Outbox(tmp_path / "outbox.jsonl"), envelope()
    outbox.send(envelope())
    with outbox.path.open("ab") as file:
        file.write(json.dumps({"id": str(one.id)}).encode()[:-3])
    assert outbox.take(one)
    assert not outbox.take(one)
    assert len([json.loads(line) for line in outbox.path.read_text("utf-8").splitlines()]) == 2


def test_an_emptied_outbox_is_read_from_its_start(tmp_path: Path) -> None:
    outbox, one = Outbox(tmp_path / "outbox.jsonl"), envelope()
    assert outbox.take(one)
    outbox.path.write_bytes(b"")
    assert outbox.take(one)


def test_an_outbox_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(Undelivered) as refusal:
        Outbox(tmp_path / "nowhere" / "outbox.jsonl").send(envelope())
    assert not refusal.value.permanent


def test_the_console_names_the_notice_once_and_never_its_words(tmp_path: Path) -> None:
    import io

    stream, one = io.StringIO(), envelope("您的验证码是 493021")
    console = Console(Outbox(tmp_path / "outbox.jsonl"), stream)
    console.send(one)
    console.send(one)
    assert stream.getvalue().count(str(one.id)) == 1
    assert not any(word in stream.getvalue() for word in ("493021", PHONE, "138"))


def test_without_any_provider_a_trial_writes_into_the_data_folder(
    operator: Operator, now: datetime, nobody_fills: Path
) -> None:
    notice = tell(operator, now, person(operator, now))
    assert notice.channel == "console"
    deliver(operator.id, now, notice.id)
    assert outbox_path() == nobody_fills / "outbox.jsonl"
    assert UUID(json.loads(outbox_path().read_text("utf-8"))["id"]) == notice.id


def test_the_settings_choose_the_channels() -> None:
    assert configured_channels() == ("console",)
    with override_settings(NOTICE_SMS_URL="http://127.0.0.1:1/", EMAIL_HOST="127.0.0.1"):
        assert configured_channels() == ("sms", "email", "console")
        assert isinstance(adapter_for("sms"), SmsGateway)
        assert isinstance(adapter_for("email"), Mail)

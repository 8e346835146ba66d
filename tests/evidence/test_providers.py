"""A label that names a provider: who that is by a dated table, and a letter before logs go."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.deadlines.loop import fire_due
from bonafix.deadlines.queries import next_deadline
from bonafix.evidence.actions.labels import letter_of, note_asked, note_labels, remind
from bonafix.evidence.actions.providers import (
    add_providers,
    end_provider,
    entities_on,
    import_providers,
)
from bonafix.evidence.errors import BadAsking, LabelSettled
from bonafix.evidence.models import FoundLabel, Provider
from bonafix.evidence.providers import (
    TableUnusable,
    ask_by,
    check,
    logs_until,
    next_reminder,
    read_table,
)
from bonafix.evidence.queries import labels_of, labels_waiting
from bonafix.examine.analysers.aigc_label import analyser, codes
from bonafix.examine.model import Picture
from bonafix.files.actions import store
from bonafix.kit.errors import NotAllowed
from bonafix.law.documents import plain
from bonafix.ledger.acts import begin
from bonafix.ledger.models import Entry
from tests.examine import carriers
from tests.support.desk import logged_in

FIRST = "91330100799655058"
USCC = FIRST + codes.check_character(FIRST)
CODE = f"0011{USCC}10000"
HEAD = "uscc,name,services,contact,mark,since,source\n"
LINE = f"{USCC},示例智能科技有限公司,示例绘图,杭州市示例路1号,V,2026-01-01,gsxt.gov.cn 2026-11-20"
TABLE = (HEAD + LINE + "\n").encode()
LABEL = {"Label": "1", "ContentProducer": CODE, "ProduceID": "作品-42"}


def labelled(label: dict[str, str] | None = None) -> bytes:
    text = carriers.words(label or LABEL)
    packet = b"http://ns.adobe.com/xap/1.0/\0" + carriers.element(text)
    return carriers.jpeg(carriers.segment(0xE1, packet))


def found(world: Any, case: Any, content: bytes, times: int = 1) -> list[FoundLabel]:
    """The labels of a file that came in, noted as the examination of a claim does."""
    from bonafix.cases.queries import customer_of

    findings = analyser.examine(Picture("claim", content), [])
    party, rows = customer_of(case.id), []
    with begin(world.system, world.now) as act:
        file = store(act, content, "image/jpeg", "evidence", party, "test")
        for _again in range(times):
            rows += note_labels(act, case, party, file.id, findings)
    return rows


def told(*lines: str) -> Any:
    return read_table((HEAD + "\n".join(lines)).encode())


# The table ---------------------------------------------------------------------------------


def test_a_table_says_who_is_behind_a_code_from_one_day_to_another(world: Any) -> None:
    manager = world.staff("manager")
    (old,) = import_providers(manager, world.now, TABLE)
    assert import_providers(manager, world.now, TABLE) == [], "the same line is the same entry"
    later = LINE.replace("示例智能", "改名以后").replace("2026-01-01", "2026-06-01")
    (new,) = import_providers(manager, world.now, (HEAD + later).encode())
    old.refresh_from_db()
    assert old.until == date(2026, 6, 1) and new.until is None
    assert entities_on(date(2025, 12, 31)) == {}
    assert entities_on(date(2026, 5, 31))[USCC].name == "示例智能科技有限公司"
    assert entities_on(date(2026, 6, 1))[USCC].name == "改名以后科技有限公司"
    end_provider(manager, world.now, new.id)
    assert entities_on(date(2026, 11, 23))[USCC].name == "改名以后科技有限公司"
    assert entities_on(date(2026, 11, 24)) == {}
    assert Provider.objects.count() == 2, "nothing that was said is taken away"


BAD = {
    "nothing": b"",
    "a head alone": HEAD.encode(),
    "no column for the source": b"uscc,name,mark,since\n",
    "no source": (HEAD + LINE.rpartition(",")[0] + ",").encode(),
    "a code with a wrong check character": TABLE.replace(USCC[-1:].encode() + b",", b"!,", 1),
    "a mark from memory": TABLE.replace(b",V,", b",M,"),
    "no day": TABLE.replace(b"2026-01-01", b"1 Jan"),
    "no text": b"\xff\xfe" + TABLE,
    "a name that is too long": TABLE.replace("示例智能".encode(), "长".encode() * 200),
    "too large": b"x" * ((1 << 20) + 1),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_a_table_comes_in_whole_or_not_at_all(world: Any, content: bytes) -> None:
    with pytest.raises(TableUnusable) as refused:
        import_providers(world.system, world.now, content)
    assert refused.value.sentence().count("\n") == 0 and "Line" in refused.value.sentence()
    assert not Provider.objects.exists()
    if content.startswith(HEAD.encode()) and len(content) > len(HEAD):
        with pytest.raises(TableUnusable) as second:
            import_providers(world.system, world.now, TABLE + content[len(HEAD) :])
        assert "Line 3" in second.value.sentence()
        assert not Provider.objects.exists()


@given(st.binary(max_size=300))
def test_no_file_makes_the_reader_of_tables_fail(junk: bytes) -> None:
    for content in (junk, TABLE + junk, HEAD.encode() + junk):
        try:
            assert read_table(content)
        except TableUnusable as why:
            assert why.sentence()


def test_only_who_sets_the_house_up_says_who_a_provider_is(world: Any) -> None:
    for role in ("agent", "reviewer", "auditor", "merchant"):
        with pytest.raises(NotAllowed):
            add_providers(world.staff(role), world.now, told(LINE))
    assert not Provider.objects.exists()


# The clock ---------------------------------------------------------------------------------


def test_the_letter_is_due_thirty_days_before_six_months_are_over(world: Any, case: Any) -> None:
    (row,) = found(world, case, labelled(), times=2)
    assert (row.code, row.uscc, row.status) == (CODE, USCC, "open")
    assert row.logs_until == date(2027, 5, 24)
    due = next_deadline(("label", row.id))
    assert due is not None and due.due_at == datetime(2027, 4, 23, 16, tzinfo=UTC)
    assert labels_waiting() == labels_of(case.id) == [row]
    # A stranger's text stands sealed, and never in the record.
    assert "作品-42" not in "".join(
        bytes(one.body).decode() for one in Entry.objects.filter(stream_id=case.id)
    )


@pytest.mark.parametrize(
    "label",
    [
        {"Label": "1", "ContentProducer": "某某绘图", "ProduceID": "1"},
        {"Label": "1", "ContentProducer": CODE[:-1], "ProduceID": "1"},
        {"Label": "1", "ContentProducer": "", "ProduceID": "1"},
    ],
)
def test_a_label_that_names_no_legal_entity_starts_no_clock(
    world: Any, case: Any, label: dict[str, str]
) -> None:
    assert found(world, case, labelled(label)) == []
    assert found(world, case, carriers.saved("JPEG")) == []


INSTANTS = st.integers(1_577_836_800, 3_786_912_000).map(lambda s: datetime.fromtimestamp(s, UTC))


@given(INSTANTS)
@example(datetime(2026, 8, 31, 15, 59, tzinfo=UTC))  # the end of February is short
@example(datetime(2026, 8, 31, 16, 0, tzinfo=UTC))  # a day later in China
def test_whoever_asks_by_the_deadline_asks_in_time(came: datetime) -> None:
    until = logs_until(came)
    assert timedelta(days=180) <= until - (came + timedelta(hours=8)).date() <= timedelta(days=184)
    assert came < ask_by(until)
    assert until - ask_by(until).date() == timedelta(days=30)
    now = ask_by(until)
    for _week in range(8):
        after = next_reminder(until, now)
        assert now < after <= now + timedelta(days=7)
        now = after
    assert now.date() > until, "and once more when the last day is over"


def test_managers_are_reminded_until_somebody_asked_or_it_is_too_late(
    world: Any, case: Any
) -> None:
    (row,) = found(world, case, labelled())

    def kinds(name: str) -> int:
        return Entry.objects.filter(stream_id=case.id, kind=f"evidence.{name}").count()

    def fire(at: datetime) -> None:
        while fire_due(at, limit=20):
            pass
        for _again in range(2):
            remind(world.operator_id, at, row.id)

    at = datetime(2027, 4, 24, tzinfo=UTC)
    fire(at)
    assert kinds("label_waits") == 1
    fire(at + timedelta(days=7, seconds=1))
    assert kinds("label_waits") == 2
    fire(datetime(2027, 5, 25, tzinfo=UTC))
    row.refresh_from_db()
    assert row.status == "lapsed" and kinds("label_lapsed") == 1
    assert next_deadline(("label", row.id)) is None
    with pytest.raises(LabelSettled):
        note_asked(world.staff("agent"), at + timedelta(days=40), row.id, "post", at.date())


def test_who_asked_says_so_and_is_not_reminded(world: Any, case: Any) -> None:
    (row,) = found(world, case, labelled())
    today = date(2026, 11, 24)
    agent = world.staff("agent")
    for how, on in (("pigeon", today), ("post", today + timedelta(days=1)), ("post", date.min)):
        with pytest.raises(BadAsking):
            note_asked(agent, world.now, row.id, how, on)
    for role in ("auditor", "reviewer"):
        with pytest.raises(NotAllowed):
            note_asked(world.staff(role), world.now, row.id, "post", today)
    row.refresh_from_db()
    assert row.status == "open"
    note_asked(agent, world.now, row.id, "post", today)
    row.refresh_from_db()
    assert (row.status, row.asked_how, row.asked_on) == ("asked", "post", today)
    assert next_deadline(("label", row.id)) is None and labels_waiting() == []
    remind(world.operator_id, datetime(2027, 6, 1, tzinfo=UTC), row.id)
    row.refresh_from_db()
    assert row.status == "asked"


def test_the_letter_names_who_the_table_names_and_accuses_nobody(world: Any, case: Any) -> None:
    from bonafix.claims.rules.people import ACCUSING

    (row,) = found(world, case, labelled())
    agent = world.staff("agent")
    before = letter_of(agent, world.now, row.id, "zh_Hans")
    assert "示例智能" not in plain(before, "zh_Hans") and before.blanks
    import_providers(world.system, world.now, TABLE)
    for language in ("zh_Hans", "en"):
        text = plain(letter_of(agent, world.now, row.id, language), language)
        digest = bytes(row.file.sha256).hex()
        for word in ("示例智能科技有限公司", USCC, CODE, "作品-42", digest, "2027-05-24"):
            assert word in text, (language, word)
        assert not ACCUSING.search(text)
    with pytest.raises(NotAllowed):
        letter_of(world.holder(case.id), world.now, row.id, "en")


# The doors ---------------------------------------------------------------------------------


def test_the_desk_takes_the_letter_by_page_and_says_that_it_went_out(live: Any) -> None:
    world, case = live
    (row,) = found(world, case, labelled())
    import_providers(world.system, world.now, TABLE)
    client = logged_in(world, "agent")
    page = client.get("/staff/labels/").content.decode()
    assert case.number in page and CODE in page and "示例智能科技有限公司" in page
    assert "/staff/labels/" in client.get("/staff/queue/").content.decode()
    letter = client.get(f"/staff/labels/{row.id}/letter.txt")
    assert "attachment" in letter.headers["Content-Disposition"]
    assert USCC in letter.content.decode()
    client.post(f"/staff/labels/{row.id}/asked/", {"how": "post", "on": "nonsense"})
    assert FoundLabel.objects.get().status == "open"
    sent = {"how": "post", "on": (world.now + timedelta(hours=8)).date().isoformat()}
    assert client.post(f"/staff/labels/{row.id}/asked/", sent).status_code == 302
    assert FoundLabel.objects.get().status == "asked"
    assert CODE in client.get(f"/staff/labels/?case={case.number}").content.decode()
    assert CODE not in client.get("/staff/labels/").content.decode()


def test_a_manager_keeps_the_table_by_page(world: Any) -> None:
    client, page = logged_in(world, "manager"), "/staff/setup/providers/"
    bad = {"document": SimpleUploadedFile("a.csv", b"no table")}
    assert client.post(page + "import/", bad).status_code == 422
    good = {"document": SimpleUploadedFile("a.csv", TABLE)}
    assert client.post(page + "import/", good).status_code == 302
    row = Provider.objects.get()
    shown = client.get(page).content.decode()
    assert USCC in shown and "gsxt.gov.cn 2026-11-20" in shown
    client.post(page + "end/", {"id": str(row.id)})
    assert Provider.objects.get().until is not None
    entry = {
        "uscc": USCC.lower(), "name": "另一家有限公司", "mark": "S", "since": "2026-11-24",
        "source": "来函",
    }  # fmt: skip
    assert client.post(page + "add/", {**entry, "source": ""}).status_code == 422
    assert client.post(page + "add/", entry).status_code == 302
    assert Provider.objects.filter(until=None).get().name == "另一家有限公司"


def test_programs_read_labels_letters_and_keep_the_table(live: Any) -> None:
    world, case = live
    (row,) = found(world, case, labelled())
    client = logged_in(world, "manager")
    entry = check(dict(zip(HEAD.strip().split(","), LINE.split(","), strict=True)))
    body = {name: str(getattr(entry, name)) for name in HEAD.strip().split(",")}
    kind = {"content_type": "application/json"}
    assert client.post("/api/v1/providers", body, **kind).status_code == 201
    assert client.post("/api/v1/providers", body, **kind).status_code == 200
    refused = client.post("/api/v1/providers", {**body, "uscc": "1" * 18}, **kind)
    assert refused.status_code == 422 and refused.json()["code"] == "providers_unusable"
    assert [one["uscc"] for one in client.get("/api/v1/providers").json()] == [USCC]
    (shown,) = client.get("/api/v1/labels").json()
    assert shown["name"] == "示例智能科技有限公司" and shown["case"] == case.number
    letter = client.get(f"/api/v1/labels/{row.id}/letter").json()
    assert CODE in letter["text"] and letter["blanks"]
    day = (world.now + timedelta(hours=8)).date().isoformat()
    done = client.post(f"/api/v1/labels/{row.id}/asked", {"how": "mail", "on": day}, **kind)
    assert done.status_code == 200 and done.json()["status"] == "asked"
    assert client.get("/api/v1/labels").json() == []


@pytest.fixture
def live(operator: Any, files: Any) -> Any:
    """A world of now, for pages that read the clock."""
    from bonafix.kit.clock import now
    from tests.support.world import build

    world = build(operator.id, now())
    return world, world.report(1).case

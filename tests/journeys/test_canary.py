"""Personal data goes in by every door, and is found nowhere but in its sealed cells."""

import base64
import json
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.kills import settle
from tests.support.service import Service, report_body

pytestmark = pytest.mark.service

NAME = "欧阳雀屏"
PHONE = "13987650123"
STREET = "鸬鹚巷九弄"
WORDS = "猫把锁芯舔坏了"
SECRETS = (NAME, PHONE, STREET, WORDS)


def forms(secret: str) -> Iterator[str]:
    """The secret as it might slip out: plain, spaced, escaped, encoded."""
    yield secret
    yield " ".join(secret)
    yield urllib.parse.quote(secret)
    yield urllib.parse.quote(secret).lower()
    yield json.dumps(secret).strip('"')
    yield base64.b64encode(secret.encode()).decode().rstrip("=")
    yield secret.encode().hex()
    if secret.isdigit():
        yield f"{secret[:3]} {secret[3:7]} {secret[7:]}"
        yield f"{secret[:3]}-{secret[3:7]}-{secret[7:]}"


NEEDLES = [form for secret in SECRETS for form in forms(secret)]


def found_in(text: str) -> list[str]:
    """Which forms of which secrets stand in a text."""
    return [needle for needle in NEEDLES if needle in text]


def found_in_files(folder: Path) -> dict[str, list[str]]:
    """Every file below a folder that holds a secret."""
    hits = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            found = found_in(file.read_bytes().decode("utf-8", "replace"))
            if found:
                hits[str(file)] = found
    return hits


def found_in_tables(service: Service) -> dict[str, list[str]]:
    """Every table whose rows, written out as text, hold a secret; sealed cells are bytes in hex."""
    hits = {}
    with service.superuser() as database:
        tables = database.execute(
            "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind = 'r' AND nspname = 'public'"
        ).fetchall()
        for (table,) in tables:
            text = "\n".join(row[0] for row in database.execute(f'SELECT t::text FROM "{table}" t'))
            # The record's bodies are bytes: look into them as the text that they are.
            for hexed in re.findall(r"\\x([0-9a-f]{16,})", text):
                text += bytes.fromhex(hexed[: len(hexed) // 2 * 2]).decode("utf-8", "replace")
            found = found_in(text)
            if found:
                hits[table] = found
    return hits


def journey(service: Service) -> str:
    """A report, its page, an unmasking refused, mistakes with the same data; the tracking path."""
    body = report_body(
        f"临汾市永和县{STREET}5号", description=WORDS, contact={"name": NAME, "phone": PHONE}
    )
    with httpx.Client(base_url=service.url, timeout=60) as client:
        answer = client.post("/api/v1/repairs", json=body)
        assert answer.status_code == 201
        path = urllib.parse.urlsplit(answer.json()["tracking_url"]).path
        page = client.get(path)
        assert page.status_code == 200
        mistakes = [
            client.post("/api/v1/repairs", json={**body, "product": NAME}),
            client.post("/api/v1/repairs", json={**body, "preferred": [{"from": PHONE, "to": ""}]}),
            client.post("/api/v1/repairs", content=f'{{"broken": "{NAME} {PHONE}"'),
            client.get(f"{path}nowhere/"),
            client.post(f"{path}do/approve/", data={"quote": PHONE}),
            client.post("/check/", data={"number": PHONE}),
        ]
        assert all(one.status_code >= 400 for one in mistakes[:5])
        for one in mistakes[2:5]:
            assert found_in(one.text) == [], one.url
    settle(service)
    return path


def test_the_search_itself_finds_what_is_planted(tmp_path: Path) -> None:
    for number, needle in enumerate(NEEDLES):
        (tmp_path / str(number)).write_text(f"x{needle}x", "utf-8")
    assert len(found_in_files(tmp_path)) == len(NEEDLES)


def test_personal_data_stands_in_no_log_no_address_no_record_and_no_queue(
    service: Service,
) -> None:
    path = journey(service)
    assert found_in(path) == []
    assert found_in_files(service.data / "logs") == {}
    assert found_in_tables(service) == {}
    assert found_in(service.output()) == []
    everything = "".join(
        file.read_text("utf-8", "replace") for file in (service.data / "logs").glob("*.log*")
    )
    assert path not in everything, "a tracking link is a secret: it must not be logged"


def test_a_secret_planted_in_a_table_would_be_found(service: Service) -> None:
    with service.superuser() as database:
        database.execute("CREATE TABLE planted (body bytea)")
        try:
            database.execute("INSERT INTO planted VALUES (%s)", [f"a{NAME}b".encode()])
            assert found_in_tables(service).get("planted")
        finally:
            database.execute("DROP TABLE planted")

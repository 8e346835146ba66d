"""Drafts: for a person, blanks named, marks kept, nothing unverified cited, nobody accused."""

import json
import re
import socket
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from bonafix.law import Grade, grade
from bonafix.law.documents import Document, drafts, plain
from bonafix.law.model import Confirmation
from bonafix.law.reading import read
from tests.law.test_command import FULL, broken, run, written

NAMES = [
    "report_to_platform",
    "request_to_provider_1",
    "report_to_police",
    "rescission_demand",
    "complaint_about_platform",
]


def full(**changed: object) -> Grade:
    facts, as_of = read(json.dumps({**FULL, **changed}), "f")
    return grade(facts, as_of or date(2026, 3, 1))


def made(found: Grade, language: str = "en") -> dict[str, Document]:
    return {d.name: d for d in drafts(found, language)}


def texts(found: Grade, language: str = "en") -> dict[str, str]:
    return {d.name: plain(d, language) for d in drafts(found, language)}


def test_the_five_drafts_come_from_one_grade() -> None:
    assert list(made(full())) == NAMES


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
@pytest.mark.parametrize("name", NAMES)
def test_each_draft_says_first_and_last_that_a_person_must_read_and_send_it(
    name: str, language: str
) -> None:
    document, lines = made(full(), language)[name], texts(full(), language)[name].splitlines()
    assert document.banner in lines[2] and document.banner in lines[-1]
    assert ("DRAFT" if language == "en" else "草稿") in document.banner


@pytest.mark.parametrize("name", NAMES)
def test_each_blank_in_a_text_is_named_in_its_list(name: str) -> None:
    document = made(full())[name]
    body = " ".join(
        [b.text for b in document.blocks] + [c for b in document.blocks for c in b.cells]
    )
    assert set(re.findall(r"\[to fill in: ([^\]]+)\]", body)) == set(document.blanks)
    assert document.blanks


def test_a_finding_never_stands_without_what_it_does_not_show() -> None:
    facts = broken("acts.0.findings", [{"statement": "measured thing"}])
    found = grade(*read(json.dumps(facts), "f"))  # type: ignore[arg-type]
    body = texts(found)["report_to_police"].splitlines()
    place = next(i for i, line in enumerate(body) if "measured thing" in line)
    assert "does not show" in body[place + 1]


def test_an_unverified_rule_is_not_cited_until_a_named_person_has_confirmed_it() -> None:
    rule = "criminal.cumulation.ordinary"
    document = made(full())["report_to_police"]
    assert document.withheld == (rule,)
    words = "two years are used here by analogy"
    assert not any(words in b.text for b in document.blocks)
    confirmed = full(confirmations=[{"rule": rule, "by": "Li", "on": "2026-02-28"}])
    assert confirmed.facts.confirmations == (Confirmation(rule, "Li", date(2026, 2, 28)),)
    document = made(confirmed)["report_to_police"]
    assert document.withheld == ()
    assert any(
        words in b.text and "confirmed by Li on 2026-02-28" in b.text for b in document.blocks
    )


def test_a_secondary_source_is_cited_only_with_its_mark() -> None:
    for document in made(full()).values():
        for block in document.blocks:
            if "法发〔2016〕32号" in block.text or "国信办通字〔2025〕2号" in block.text:
                assert "secondary source: check the text before sending" in block.text


def test_both_versions_of_the_police_law_stand_in_the_report() -> None:
    body = texts(full())["report_to_police"]
    assert "第四十九条" in body and "第五十八条" in body
    assert "¥6,097.00" in body and "99,999" not in body


def test_a_request_names_the_provider_by_code_and_no_unverified_name() -> None:
    body = texts(full())["request_to_provider_1"]
    assert "91110102MACQD9K640" in body and "豆包 Doubao [V]" in body
    assert "春田知韵" not in body
    assert "until 2026-05-17" in body
    assert "Personal data of the recipient is not asked for" in body


def test_one_request_for_each_provider_and_none_without_a_code() -> None:
    facts = broken("acts.1.producer_code", "00119144030008867405X210001")
    found = grade(*read(json.dumps(facts), "f"))  # type: ignore[arg-type]
    assert [n for n in made(found) if n.startswith("request")] == [
        "request_to_provider_1",
        "request_to_provider_2",
    ]
    unknown = grade(*read(json.dumps(broken("acts.0.producer_code", "SomeName")), "f"))  # type: ignore[arg-type]
    assert "not in our table" in texts(unknown)["request_to_provider_1"]
    without = grade(*read(json.dumps(broken("acts.0.producer_code", "")), "f"))  # type: ignore[arg-type]
    assert not [n for n in made(without) if n.startswith("request")]


def test_no_draft_where_nothing_counts_and_no_complaint_where_every_duty_was_kept() -> None:
    settled = full(acts=[{**FULL["acts"][2]}], platform=None)
    assert made(settled) == {}
    record = {
        "label_metadata_checked": True, "ai_declaration_offered": True, "rule_notice_days": 9,
        "rule_versions_available": True, "reasons_stated": True, "appeal_offered": True,
        "appeal_filed": False, "appeal_unreasonably_limited": False,
        "human_review_requested": False, "measures_against_abuse": True,
        "refund_without_return_forced": False, "transaction_records_kept": True,
        "complaint_channel_offered": True, "records_provided": True,
    }  # fmt: skip
    kept = full(platform={**FULL["platform"], "record": record})
    assert "complaint_about_platform" not in made(kept)


def test_the_files_are_written_once_and_never_over_what_a_person_filled_in(tmp_path: Path) -> None:
    file, folder = written(tmp_path, FULL), tmp_path / "drafts"
    status, out, _ = run("--acts", file, "--documents", str(folder), "--pdf")
    assert status == 0
    names = sorted(f"{n}.{kind}" for n in NAMES for kind in ("txt", "pdf"))
    assert sorted(p.name for p in folder.iterdir()) == names
    assert all(name in out[0] for name in names)
    pdf = PdfReader(BytesIO((folder / "report_to_police.pdf").read_bytes()))
    assert all("DRAFT for a person" in page.extract_text() for page in pdf.pages)
    (folder / "report_to_police.txt").write_text("filled in")
    (folder / "report_to_platform.txt").unlink()
    status, out, err = run("--acts", file, "--documents", str(folder))
    assert (status, out) == (2, []) and "there already" in err[0]
    assert (folder / "report_to_police.txt").read_text() == "filled in"
    assert not (folder / "report_to_platform.txt").exists()


def test_nothing_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    file = written(tmp_path, FULL)
    assert run("--acts", file, "--documents", str(tmp_path / "d"), "--pdf")[0] == 0


# Words of a verdict. Those that laws use themselves stand in titles and quotes of rules only.
VERDICTS = re.compile(
    r"guilty|criminal act of|fraudster|swindler|cheater|liar|scammer|committed (a )?fraud|"
    r"骗子|犯罪嫌疑人|有罪|诈骗犯|该买家诈骗|已构成|构成诈骗",
    re.I,
)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_neither_the_answer_nor_a_draft_accuses_anybody(tmp_path: Path, language: str) -> None:
    file = written(tmp_path, FULL)
    spoken = "zh" if language != "en" else "en"
    said = [*texts(full(), language).values(), *run("--acts", file, "--language", spoken)[1]]
    for one in said:
        assert VERDICTS.search(one) is None, VERDICTS.search(one)
    neutral = "does not state that anybody deceived anybody" if spoken == "en" else "不断言任何人"
    assert all(neutral in one for one in said[:-1])

"""The runner: every analyser found, one that dies loses only its own findings."""

import io
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from bonafix.examine import runner as runners
from bonafix.examine import words
from bonafix.examine.model import Attachment, ErrorRate, Finding, Picture, Region
from bonafix.examine.reading import wire
from bonafix.examine.reading.limits import Limits
from bonafix.examine.runner import Runner, by_strength, discovered
from tests.examine import carriers

HERE = "tests.examine.misbehaving"


@pytest.fixture
def plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plug-in that works, one that dies, one that is not there, one with a name taken."""
    named = {
        "zz_dies": f"{HERE}:crashes",
        "zz_missing": "no.such.module:analyser",
        "zz_works": f"{HERE}:honest",
        "content": f"{HERE}:crashes",
    }
    points = EntryPoints(EntryPoint(n, v, runners.PLUGINS) for n, v in named.items())
    monkeypatch.setattr(runners, "entry_points", lambda group: points.select(group=group))


@pytest.mark.usefixtures("plugins")
def test_plug_ins_are_found_and_cannot_take_a_folder_s_name() -> None:
    assert discovered()["zz_works"] == f"{HERE}:honest"
    assert discovered()["content"] == "bonafix.examine.analysers.content:analyser"


@pytest.mark.usefixtures("plugins")
def test_analysers_that_die_are_findings_and_the_others_run() -> None:
    label = carriers.CARRIERS["png itxt"](carriers.words())
    with Runner() as runner:
        report = runner.examine(Picture("a.png", label))
    stopped = {dict(f.params)["part"]: dict(f.params)["how"] for f in report.findings
               if f.kind == "reading_stopped"}  # fmt: skip
    assert set(stopped) == {"zz_dies", "zz_missing"}
    assert "signal" in stopped["zz_dies"] and "ModuleNotFound" in stopped["zz_missing"]
    kinds = [f.kind for f in report.findings]
    assert kinds[0] == "declared_ai" and "file_type" in kinds and "test" in kinds


def test_a_file_without_a_declaration_is_said_to_say_nothing() -> None:
    with Runner() as runner:
        [one] = [
            f
            for f in runner.examine(Picture("a.jpg", carriers.saved("JPEG"))).findings
            if f.kind == "no_declaration"
        ]
        assert one.limits.startswith("This says nothing")
        label = carriers.CARRIERS["jpeg app1"](carriers.words())
        kinds = {f.kind for f in runner.examine(Picture("a.jpg", label)).findings}
        assert "no_declaration" not in kinds


def test_a_part_of_the_analysers_never_says_that_nothing_is_declared() -> None:
    with Runner(only=["content", "traces"]) as runner:
        findings = runner.examine(Picture("a.jpg", carriers.saved("JPEG"))).findings
    assert "no_declaration" not in {f.kind for f in findings}


def test_a_file_that_is_too_large_is_not_read() -> None:
    with Runner(limits=Limits(content=100)) as runner:
        [one] = runner.examine(Picture("a", bytes(101))).findings
    assert one.kind == "not_read"


def test_an_unknown_analyser_is_refused() -> None:
    with pytest.raises(ValueError, match="no_such"):
        Runner(only=["no_such"])


def finding(strength: str, kind: str = "k") -> Finding:
    return Finding("a", kind, strength, "s", "l")  # type: ignore[arg-type]


def test_findings_come_strongest_first_and_keep_their_order_else() -> None:
    given = [finding("hint", "1"), finding("strong"), finding("weak"), finding("hint", "2")]
    assert [f.strength for f in by_strength(given)] == ["strong", "weak", "hint", "hint"]
    assert [f.kind for f in by_strength(given)][2:] == ["1", "2"]


def test_a_finding_passes_the_wire_whole() -> None:
    whole = Finding(
        "a", "k", "weak", "%(x)s %%", "l", (("x", "1"), ("y", "中")),
        ErrorRate(0.1, 0.05, 0.2, 100, "own"), Region((1, 2, 3, 4), ((1, 2), (3, 4))),
        "ref.jpg", (Attachment("mask.png", b"\x89PNG"),),
    )  # fmt: skip
    assert wire.unpack(wire.pack(whole)) == whole


@pytest.mark.parametrize("name", ["../x.png", "a/b.png", ".hidden", "", "a\0b"])
def test_an_attachment_cannot_leave_its_folder(name: str) -> None:
    raw = wire.pack(finding("weak")) | {"attachments": [[name, ""]]}
    with pytest.raises(wire.WireError):
        wire.unpack(raw)


def test_sentences_come_in_chinese_and_english_filled_in() -> None:
    label = carriers.CARRIERS["jpeg app1"](carriers.words())
    with Runner(only=["aigc_label"]) as runner:
        [one] = runner.examine(Picture("a.jpg", label)).findings
    assert words.statement(one).startswith("The file carries a label")
    assert "文件带有" in words.statement(one, "zh_Hans")
    assert words.language_of({"LC_ALL": "zh_CN.UTF-8"}) == "zh_Hans"
    assert words.language_of({"LANG": "C"}) == "en"


def test_a_picture_is_named_by_its_bytes() -> None:
    body = io.BytesIO(b"abc").getvalue()
    assert Picture("x", body).sha256.startswith("ba7816bf")

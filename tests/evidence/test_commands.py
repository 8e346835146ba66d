"""`bonafix trust` and `bonafix providers`: what they print; one clear line for what is wrong."""

import argparse
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from bonafix.cli import providers, trust
from bonafix.cli.main import main
from bonafix.evidence.errors import ListThere, ListUnusable, NoSuchList, NoSuchProvider
from bonafix.evidence.providers import TableUnusable
from bonafix.kit.errors import Invalid, NotFound
from tests.evidence.certificates import made_certificate
from tests.evidence.test_providers import LINE, TABLE, USCC
from tests.support.service import Service

PEM = made_certificate("第一家").public_bytes(Encoding.PEM)


def said(command: Any, world: Any, *words: str, content: bytes = b"") -> list[list[str]]:
    """As `main` parses it, inside the test's own house; each line cut at its tabs."""
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers(dest="command"))
    name = command.__name__.rpartition(".")[2]
    arguments = parser.parse_args([name, *words])
    return [one.split("\t") for one in command.answer(arguments, content, world.now)]


def test_a_trust_list_comes_in_is_listed_and_goes(world: Any) -> None:
    ((key, day, count, digest, title),) = said(
        trust, world, "import", "list.pem", "--title", "名单", content=PEM
    )
    assert (count, title) == ("1", "名单") and len(digest) == 64 and day.startswith("2026-11-24")
    assert said(trust, world, "list") == [[key, day, count, digest, title]]
    with pytest.raises(ListThere):
        said(trust, world, "import", "again.pem", content=PEM)
    assert said(trust, world, "remove", key)[0][0] == key
    assert said(trust, world, "list") == []


def test_without_a_title_a_list_is_called_as_its_file(world: Any) -> None:
    assert said(trust, world, "import", "/a/b/our list.pem", content=PEM)[0][4] == "our list.pem"


def test_what_is_no_list_leaves_nothing_and_an_unknown_one_is_named(world: Any) -> None:
    with pytest.raises(ListUnusable):
        said(trust, world, "import", "a.pem", content=b"no list")
    for unknown in ("nonsense", str(world.operator_id)):
        with pytest.raises((NoSuchList, NotFound)):
            said(trust, world, "remove", unknown)
    assert said(trust, world, "list") == []


def test_a_table_of_providers_comes_in_is_listed_and_an_entry_ends(world: Any) -> None:
    (row,) = said(providers, world, "import", "table.csv", content=TABLE)
    assert row[1:] == [USCC, "2026-01-01", "", "V", LINE.split(",")[1], LINE.split(",")[-1]]
    assert said(providers, world, "import", "table.csv", content=TABLE) == []
    assert said(providers, world, "end", row[0])[0][3] == "2026-11-24"
    assert [one[0] for one in said(providers, world, "list")] == [row[0]]
    with pytest.raises(TableUnusable):
        said(providers, world, "import", "table.csv", content=TABLE + b"1,2,3\n")
    with pytest.raises(NoSuchProvider):
        said(providers, world, "end", str(world.operator_id))
    with pytest.raises(NotFound):
        said(providers, world, "end", "nonsense")


def test_of_several_operators_one_is_named(two_operators: Any) -> None:
    for slug, error in ((None, Invalid), ("nobody", NotFound)):
        with pytest.raises(error):
            trust.one_operator(slug)
    assert trust.one_operator("lock").slug == "lock"


@pytest.mark.parametrize("command", ["trust", "providers"])
def test_a_file_that_cannot_be_read_is_one_line_and_status_2(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("missing.pem", ""):
        path = str(tmp_path / name)
        assert main([command, "import", path, "--data", str(tmp_path / "new")]) == 2
        told = capsys.readouterr()
        assert told.out == "" and path in told.err and told.err.count("\n") == 1


@pytest.mark.service
def test_the_command_itself_works_on_a_running_house(service: Service, tmp_path: Path) -> None:
    pem = tmp_path / "list.pem"
    pem.write_bytes(PEM)
    told = service.cli("trust", "import", str(pem), "--data", str(service.data))
    assert told.returncode == 0, told.stderr
    again = service.cli("trust", "import", str(pem), "--data", str(service.data))
    assert again.returncode == 2 and again.stderr.count("\n") == 1
    assert "Traceback" not in again.stderr

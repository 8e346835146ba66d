"""What is here can be taken elsewhere, whole, and brought in again."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from bonafix.files.models import StoredFile
from bonafix.jobs import handlers
from bonafix.ledger.models import Entry, Recorded
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.models import Party
from bonafix.people.queries import persons_of_phone
from bonafix.transfer import actions, console
from bonafix.transfer.errors import FileGone, PurposeUnknown
from bonafix.transfer.exports import tables
from bonafix.transfer.models import Export
from bonafix.transfer.rules.guard import DANGEROUS
from bonafix.transfer.rules.tables import KINDS
from bonafix.transfer.writing import table
from tests.conftest import found
from tests.support.world import World, build
from tests.transfer.bringing import bring, counts, faults, manager, of
from tests.transfer.test_kinds import GOOD


@pytest.fixture
def world(operator: Operator, now: object) -> World:
    return build(operator.id, now)  # type: ignore[arg-type]


@pytest.fixture
def actor(world: World) -> Actor:
    return manager(world)


def filled(world: World, actor: Actor) -> None:
    for kind, rows in GOOD.items():
        bring(world, actor, kind, of(kind, rows))


def test_what_was_taken_out_says_the_same_when_it_is_brought_in_again(
    world: World, actor: Actor
) -> None:
    filled(world, actor)
    for kind in KINDS:
        content = console.export(world.operator_id, world.now, kind, None)
        row = bring(world, actor, kind, content, hours=1)
        said = faults(world, actor, row)
        assert counts(row) == (0, 0, row.rows, 0) and row.rows, (kind, said, content.decode())


def test_another_operator_can_begin_with_it(world: World, actor: Actor) -> None:
    filled(world, actor)
    taken = {k: console.export(world.operator_id, world.now, k, None) for k in KINDS}
    other = found("other", "other.test")
    with act_as(other.id):
        theirs = build(other.id, world.now, technicians=0)
        boss = manager(theirs)
        for kind, content in taken.items():
            row = bring(theirs, boss, kind, content)
            assert row.counts["wrong"] == 0, (kind, faults(theirs, boss, row))
            again = console.export(other.id, theirs.now, kind, None)
            assert sorted(again.splitlines()) == sorted(content.splitlines()), kind


def whole(world: World, actor: Actor) -> zipfile.ZipFile:
    row = actions.ask_export(actor, world.now, "copy")
    for _twice in range(2):
        ids = {"export_id": str(row.id)}
        handlers.deliver("transfer.export_asked", world.operator_id, world.now, ids)
    row = Export.objects.get(pk=row.id)
    assert (row.status, row.parts_done) == ("ready", row.parts)
    return zipfile.ZipFile(io.BytesIO(actions.hand_out(actor, world.now, row.id)))


def test_the_whole_data_set_has_every_table_and_nothing_of_another_operator(
    world: World, actor: Actor
) -> None:
    filled(world, actor)
    other = found("other", "other.test")
    with act_as(other.id):
        build(other.id, world.now)
    archive = whole(world, actor)
    manifest = json.loads(archive.read("manifest.json"))
    for told in manifest["files"]:
        if told["name"].startswith("tables/"):
            lines = [json.loads(line) for line in archive.read(told["name"]).splitlines()]
            assert len(lines) == told["rows"], told
            assert {line["operator_id"] for line in lines} <= {str(world.operator_id)}
    names = {told["name"] for told in manifest["files"]}
    assert {f"tables/{m._meta.db_table}.jsonl" for m in Recorded.__subclasses__()} <= names
    people = archive.read("tables/people_party.jsonl").decode()
    assert "李小明" in people and "+8613812345678" in people
    assert len(archive.read("tables/ledger_entry.jsonl").splitlines()) > 50


def test_no_key_and_no_secret_leaves_the_house(world: World, actor: Actor) -> None:
    filled(world, actor)
    archive = whole(world, actor)
    left_out = {column for _, column in tables.LEFT_OUT}
    assert {"wrapped", "wrapped_key", "phone_hash", "door_code"} <= left_out
    for (name, column), why in tables.LEFT_OUT.items():
        assert why
        for line in archive.read(f"tables/{name}.jsonl").splitlines():
            assert column not in json.loads(line), (name, column)
    model_columns = {
        (m._meta.db_table, f.attname) for m in tables.exported() for f in m._meta.concrete_fields
    }
    assert tables.LEFT_OUT.keys() <= model_columns


def test_an_export_lives_for_a_day_and_its_touches_are_on_record(
    world: World, actor: Actor
) -> None:
    with pytest.raises(PurposeUnknown):
        actions.ask_export(actor, world.now, "")
    whole(world, actor)
    row = Export.objects.get()
    reads = Entry.objects.filter(kind="files.read", stream_id=row.file_id)
    assert [entry.actor for entry in reads] == [actor.label()]
    actions.expire(world.operator_id, world.now + timedelta(days=1), "export", row.id)
    with pytest.raises(FileGone):
        actions.hand_out(actor, world.now, row.id)
    assert not StoredFile.objects.filter(category="export", status="stored").exists()


def test_a_party_gets_all_that_is_held_about_it(world: World, actor: Actor) -> None:
    filled(world, actor)
    (customer,) = persons_of_phone("13812345678")
    content = console.export(world.operator_id, world.now, "party", str(customer))
    data = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("data.json"))
    assert data["people"]["name"] == "李小明"
    assert data["transfer"]["references"][0]["ref"] == "WX-1"
    assert data["products"]["units"][0]["serial"] == "00012345"
    outlet = Party.objects.get(title="隰县维修部")
    content = console.export(world.operator_id, world.now, "party", str(outlet.id))
    data = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("data.json"))
    assert [one["division"] for one in data["transfer"]["coverage"]] == ["141031", "141031100"]
    assert data["transfer"]["technicians"] == ["赵师傅"]


def test_no_cell_of_any_table_that_is_written_is_a_formula() -> None:
    import csv

    import openpyxl

    nasty = ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "＝1", "'=1", " =1"]
    lines = list(csv.reader(io.StringIO(table(nasty, [nasty], "csv").decode("utf-8-sig"))))
    assert all(not cell.startswith(DANGEROUS) for line in lines for cell in line)
    book = openpyxl.load_workbook(io.BytesIO(table(nasty, [nasty], "xlsx")))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            assert (cell.data_type, cell.number_format) == ("s", "@")

"""Rules of tables: what is read, what is written, and that one finds what the other wrote."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bonafix.kit.errors import Invalid
from bonafix.transfer.rules import divisions, readers, standby
from bonafix.transfer.rules.cells import Cell, code_text, plain
from bonafix.transfer.rules.faults import Fault
from bonafix.transfer.rules.guard import guarded
from bonafix.transfer.rules.header import known_titles
from bonafix.transfer.rules.kinds import check_row
from bonafix.transfer.rules.tables import KINDS
from bonafix.transfer.rules.titles import bare
from bonafix.transfer.rules.whole import read_rows

TODAY = date(2026, 11, 24)


# Said here once more, so that the rule is not held against itself.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@given(st.text(max_size=30))
@example("=cmd|'/c calc'!A0")
@example("'=1")
@example("  @SUM(1)")
@example("\t=1")
@example("＝1+1")
def test_nothing_that_is_written_begins_like_a_formula_and_is_read_back(text: str) -> None:
    written = guarded(text)
    assert not written.lstrip(" \u00a0\u3000").startswith(DANGEROUS)
    stripped = plain(Cell(text))
    if not text.startswith(("=", "'")) and stripped == text:
        assert plain(Cell(written)) == text


@given(st.integers(min_value=10**6, max_value=10**15 - 1))
def test_a_whole_number_survives_every_form_in_which_excel_shows_all_of_it(number: int) -> None:
    for text, kind in ((str(number), "number"), (f"{number}.0", "number"), (str(number), "text")):
        assert code_text(Cell(text, kind)) == str(number)
    digits = str(number).rstrip("0")
    exact = f"{digits[0]}.{digits[1:] or '0'}E+{len(str(number)) - 1}"
    if len(digits) == len(str(number)):
        assert code_text(Cell(exact)) == str(number)


@pytest.mark.parametrize("text", ["1.38E+10", "1.381234567E+10", "1E+17"])
def test_a_number_whose_digits_are_lost_is_never_guessed(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        code_text(Cell(text))
    assert refused.value.code == "number_shortened"


def test_a_serial_number_with_an_e_in_it_is_no_number() -> None:
    assert code_text(Cell("12E3456")) == "12E3456"
    assert code_text(Cell("SN1E5")) == "SN1E5"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("330702", "330702"),
        ("330702.0", "330702"),
        ("330000", "33"),
        ("330700", "3307"),
        ("330702000000", "330702"),
        ("浙江省金华市婺城区", "330702"),
        ("金华市", "3307"),
    ],
)
def test_divisions_are_read_as_tables_write_them(text: str, code: str) -> None:
    assert divisions.read(Cell(text, "number" if text[0].isdigit() else "text")) == code


@pytest.mark.parametrize("text", ["99", "12345", "3", "鼓楼区", "无此地方", "330799"])
def test_what_is_not_one_division_is_said(text: str) -> None:
    with pytest.raises(Invalid):
        divisions.read(Cell(text))


WEEK = st.lists(
    st.fixed_dictionaries(
        {
            "days": st.sets(st.integers(0, 6), min_size=1).map(sorted),
            "from": st.sampled_from(["00:00", "08:30", "18:00", "23:59"]),
            "to": st.sampled_from(["00:30", "08:00", "20:00", "24:00"]),
        }
    ),
    min_size=1,
    max_size=3,
)


@given(WEEK)
def test_standby_hours_that_were_written_are_read_back(week: list[dict[str, object]]) -> None:
    assert list(standby.read(Cell(standby.write(week)))) == week


@pytest.mark.parametrize(
    ("text", "days", "span"),
    [
        ("每天 00:00-24:00", list(range(7)), ("00:00", "24:00")),
        ("24小时", list(range(7)), ("00:00", "24:00")),
        ("周一至周五 8:00～20:00", [0, 1, 2, 3, 4], ("08:00", "20:00")),
        ("Mon-Fri 08:00-20:00", [0, 1, 2, 3, 4], ("08:00", "20:00")),
        ("星期六、星期日 9-18", [5, 6], ("09:00", "18:00")),
        ("周五到周一 18:00-02:00", [0, 4, 5, 6], ("18:00", "02:00")),
    ],
)
def test_standby_hours_are_read_as_people_write_them(
    text: str, days: list[int], span: tuple[str, str]
) -> None:
    (line,) = standby.read(Cell(text))
    assert (line["days"], (line["from"], line["to"])) == (days, span)


@pytest.mark.parametrize(
    "text", ["随时", "周八 8:00-9:00", "25:00-26:00", "每天 8:00", "24:00-1:00"]
)
def test_hours_that_cannot_be_read_are_not_guessed(text: str) -> None:
    with pytest.raises(Invalid):
        standby.read(Cell(text))


@pytest.mark.parametrize("text", ["13812345678", "+8613812345678", "11010519491231002X"])
def test_a_reference_never_names_a_person(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        readers.reference(60)(Cell(text))
    assert refused.value.code == "names_a_person"


@pytest.mark.parametrize(
    "text", ["2345678901234567890", "110105194912310021", "WX-1", "4008123456"]
)
def test_order_numbers_are_references(text: str) -> None:
    assert readers.reference(60)(Cell(text)) == text


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_of_a_template_can_be_used(kind: str) -> None:
    cells = {one.key: Cell(one.example) for one in KINDS[kind].columns}
    assert check_row(KINDS[kind], cells, TODAY).faults == ()


@pytest.mark.parametrize("kind", KINDS)
def test_no_title_of_a_column_is_taken_by_another(kind: str) -> None:
    titles = known_titles(KINDS[kind])
    for column in KINDS[kind].columns:
        for title in (column.key, column.zh, column.en):
            assert titles[bare(title)] == column.key


CELLS = st.dictionaries(
    st.sampled_from(sorted({c.key for kind in KINDS.values() for c in kind.columns})),
    st.builds(Cell, st.text(max_size=40), st.sampled_from(["text", "number", "date"])),
)


@settings(deadline=None)  # the first look at a place loads the list of divisions
@given(st.sampled_from(sorted(KINDS)), CELLS)
@example("prices", {"price": Cell("٣")})
@example("units", {"sold_on": Cell("99999.9"), "sku": Cell("9999-99-99")})
def test_whatever_stands_in_a_row_it_is_read_or_its_faults_are_said(
    kind: str, cells: dict[str, Cell]
) -> None:
    checked = check_row(KINDS[kind], cells, TODAY)
    keys = {column.key for column in KINDS[kind].columns} | {""}
    for fault in checked.faults:
        assert fault.field in keys
        assert fault.text % fault.numbers
        assert all(isinstance(number, int) for number in fault.numbers.values())


def test_a_fault_holds_nothing_of_the_row() -> None:
    cells = {"name": Cell("甲"), "phone": Cell("这不是号码"), "address": Cell("x" * 999)}
    for fault in check_row(KINDS["customers"], cells, TODAY).faults:
        assert isinstance(fault, Fault)
        assert "号码" not in str(fault.kept())


def test_a_contradiction_names_the_row_that_came_first() -> None:
    rows = [
        (n, {"name": Cell("甲"), "phone": Cell("13812345678"), "address": Cell(a)})
        for n, a in ((2, "a"), (3, "a"), (4, "b"))
    ]
    first, second, third = read_rows(KINDS["customers"], rows, TODAY)
    assert (first.repeats, second.repeats) == (None, 2)
    assert third.faults[0].numbers == {"row": 2}

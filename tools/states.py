"""Writes docs/states.md from the rules; `--check` fails on an empty cell or an old file."""

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bonafix.access.table import TABLE
from bonafix.cases.rules import REMINDED, TAKES, UP
from bonafix.claims.rules import clocks, policies
from bonafix.claims.rules import states as claims
from bonafix.repairs.rules.overdue import LATER_TRIES, REMINDERS, TRIED_AGAIN, TRIES
from bonafix.repairs.rules.states import DUTIES, STATES, TRANSITIONS, Duty, Transition

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "states.md"
HEAD = (
    "From",
    "Verb",
    "To",
    "Who may",
    "Page",
    "API",
    "Notice",
    "Owner then",
    "Deadline then",
    "Ledger kind",
    "Test",
)
DUTY_HEAD = (
    "Duty",
    "While",
    "Owner",
    "Within",
    "Who may",
    "Page",
    "API",
    "Comes up as",
    "Done as",
    "Test",
)


def tests() -> set[str]:
    """The names of all tests that exist."""
    names: set[str] = set()
    for file in (ROOT / "tests").rglob("test_*.py"):
        names.update(re.findall(r"def (test_\w+)", file.read_text("utf-8")))
    return names


def who(verb: str) -> str:
    """The table's roles and relations for a permission."""
    return ", ".join(
        role if relation == "any" else f"{role} ({relation})"
        for role, relation in sorted(TABLE.get(verb, {}).items())
    )


def deadline(status: str) -> str:
    """The due row of a state, in words."""
    state = STATES[status]
    if state.deadline is None:
        return "none: the case is over"
    within = f"within {state.within}" if state.within else "at the promised time"
    return f"{state.deadline}, {within}"


def claim_deadline(status: str) -> str:
    """The due row of a claim's state, in words, as the shipped policy has it."""
    state = claims.STATES[status]
    if state.deadline is None or state.clock is None:
        return "none: the claim is over"
    if state.clock in ("review", "decide_appeal"):
        days = policies.Policy().review_days
        if state.clock == "decide_appeal":
            days = policies.Policy().appeal_review_days
        return f"{state.deadline}, within {days} working days"
    facts = clocks.Facts("general", 1)
    return f"{state.deadline}, within {clocks.span(state.clock, facts, policies.Policy())}"


def claim_row(transition: claims.Transition, known: set[str]) -> list[str]:
    """One line of the claims' table."""
    return [
        ", ".join(transition.before) or "—",
        transition.verb,
        transition.after,
        who(transition.permission),
        transition.page,
        transition.api,
        transition.notice,
        claims.STATES[transition.after].owner,
        claim_deadline(transition.after),
        transition.kind,
        transition.machine or "nothing",
        transition.test if transition.test in known else "",
    ]


def claims_part(
    known: set[str],
) -> tuple[list[str], list[tuple[Sequence[str], list[list[str]], int]]]:
    """The claims' section, and its tables to look for empty cells in."""
    head = (*HEAD[:-1], "A machine may", HEAD[-1])
    rows = [claim_row(one, known) for one in claims.TRANSITIONS]
    duties = [duty_row(duty, known, claims.STATES) for duty in claims.DUTIES.values()]
    lines = [
        "# States of a claim",
        "",
        "From `claims/rules/transitions.py` and `claims/rules/states.py`; times as the shipped",
        "policy has them. No machine pays, refuses or accuses: where the column says `measure`",
        "or `remind`, a machine moves the claim on to a person; `execute` pays what a person",
        "decided; `standing` follows an instruction that a person of the merchant gave.",
        "",
        *table(head, rows),
        "",
        "## Beside the road",
        "",
        *table(DUTY_HEAD, duties),
        "",
    ]
    return lines, [(head, rows, 1), (DUTY_HEAD, duties, 0)]


def row(transition: Transition, known: set[str]) -> list[str]:
    """One line of the table; a cell is empty when what it names does not exist."""
    return [
        ", ".join(transition.before) or "—",
        transition.verb,
        transition.after,
        who(transition.permission),
        transition.page,
        transition.api,
        transition.notice,
        STATES[transition.after].owner,
        deadline(transition.after),
        transition.kind,
        transition.test if transition.test in known else "",
    ]


def duty_row(
    duty: Duty | claims.Duty, known: set[str], states: Iterable[str] = STATES
) -> list[str]:
    """One line of the second table: what a person owes beside the road."""
    return [
        duty.name,
        ", ".join(state for state in states if state in duty.during),
        duty.owner,
        str(duty.within),
        who(duty.permission),
        duty.page,
        duty.api,
        duty.kind,
        duty.done,
        duty.test if duty.test in known else "",
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table; addresses and names of tests as code."""
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *(
            "| " + " | ".join(f"`{c}`" if c.startswith(("/", "test_")) else c for c in cells) + " |"
            for cells in rows
        ),
    ]


def overdue_lines() -> list[str]:
    """What happens when a deadline or a duty runs out."""
    rows = [[before, after, str(TAKES[after])] for before, after in UP.items() if before != after]
    tries = ", ".join(f"every {pause} in the first {until}" for until, pause in TRIES)
    return [
        "## When nobody does it",
        "",
        "From `cases/rules.py` and `repairs/rules/overdue.py`, for repairs and claims alike.",
        "Nothing ends by time alone; the case always has an owner and a next date.",
        "",
        *table(("Was with", "Goes up to", "Who may take"), rows),
        "",
        f"Once it is with the manager it is asked for again every {REMINDED}, and stands first in",
        "the queue. A manager who has left a telephone on the overview gets a message when it",
        "comes up and each time that it is asked for again. A customer who owes an answer is",
        f"reminded once ({', '.join(REMINDERS.values())}).",
        "",
        f"{' and '.join(sorted(TRIED_AGAIN))} are tried again by the house itself:",
        f"{tries}, then every {LATER_TRIES}.",
        "Of those tries a manager gets one message, when it comes up.",
    ]


def text() -> tuple[str, list[str]]:
    """The document, and what is missing in it."""
    known = tests()
    rows = [row(transition, known) for transition in TRANSITIONS]
    duties = [duty_row(duty, known) for duty in DUTIES.values()]
    more, tables = claims_part(known)
    missing = [
        f"{cells[at]}: no {title}"
        for head, lines, at in ((HEAD, rows, 1), (DUTY_HEAD, duties, 0), *tables)
        for cells in lines
        for title, cell in zip(head, cells, strict=True)
        if not cell
    ]
    lines = [
        "# States of a repair",
        "",
        "Generated by `make docs` from `repairs/rules/states.py` and `access/table.py`.",
        "`make check` fails when a cell is empty or this file is old.",
        "",
        *table(HEAD, rows),
        "",
        "## Beside the road",
        "",
        "What a person owes while the state stays as it is.",
        "",
        *table(DUTY_HEAD, duties),
        "",
        *overdue_lines(),
        "",
        *more,
    ]
    return "\n".join(lines), missing


def main() -> int:
    """Write or check."""
    written, missing = text()
    if "--check" not in sys.argv:
        FILE.write_text(written, "utf-8")
    elif not FILE.exists() or FILE.read_text("utf-8") != written:
        print("docs/states.md is old: run `make docs`")
        return 1
    for one in missing:
        print(f"docs/states.md has an empty cell: {one}")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())

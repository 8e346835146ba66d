"""`make bench PART=imports`: files of every kind with right and wrong rows, twice; rows a second.

ROWS (10,000) for each kind (of KINDS, or all), three of ten wrong. Every kind is read,
previewed, applied and brought in a second time; 1 when a right row is missing, a wrong one
came in or was not reported, or the second run changed anything. Time is that of this process,
its children and its database session (user and system) beside the wall's, since a shared
machine's wall is noisy. The database runs without fsync, as in the tests.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import connection
from tests.conftest import NOW, found
from tests.support import database
from tests.support.world import ADDRESS, PLACE, World, build

from bonafix.ledger.audit import audit_operator
from bonafix.operators.tenancy import act_as
from bonafix.places import children
from bonafix.transfer import actions
from bonafix.transfer.actions.common import console
from bonafix.transfer.models import Import

ROWS = int(os.environ.get("ROWS", "10000"))
CHOSEN = os.environ.get("KINDS", "").split()  # all when empty
WRONG = 0.3
NAME = "bonafix_bench_imports"
Maker = Callable[[int, bool], str]


def phone(number: int) -> str:
    """A mobile number of its own for each number."""
    return f"139{number:08d}"


def counties() -> list[str]:
    """Codes of townships all over the country, more than there are rows."""
    codes = [c.code for p in children("") for q in children(p.code) for c in children(q.code)]
    return [t.code for code in codes if len(code) == 6 for t in children(code)]


def makers(places: list[str]) -> dict[str, tuple[str, Maker]]:
    """Kind → head, and what makes one line of it, right or wrong."""
    return {
        "outlets": ("网点编号,网点名称", lambda n, ok: f"B-{n},{f'{n}号维修部' if ok else ''}"),
        "coverage": (
            "网点,服务区域,加急,值守时间",
            lambda n, ok: f"永和锁具维修部,{places[n] if ok else '亚特兰蒂斯'},是,每天 00:00-24:00",
        ),
        "prices": (
            "归属,项目编号,项目名称,价格,单位",
            lambda n, ok: f"测试锁业,P{n},项目{n},{n if ok else '面议'},个",
        ),
        "technicians": (
            "姓名,手机号,所属网点,出发区域,技能",
            lambda n, ok: f"王{n},{phone(n)},{'永和锁具维修部' if ok else '无'},{PLACE},lock",
        ),
        "customers": (
            "姓名,手机号,地址",
            lambda n, ok: f"李{n},{phone(20_000_000 + n) if ok else '1.38E+10'},某街{n}号",
        ),
        "units": (
            "产品型号,序列号,客户姓名,客户手机,销售日期",
            lambda n, ok: (
                f"T-1,SN{n},赵{n},{phone(40_000_000 + n)}," + ("2026-01-31" if ok else "2026-02-30")
            ),
        ),
        "orders": (
            "原单号,客户姓名,手机号,上门地址,产品型号,故障代码,故障描述",
            lambda n, ok: (
                f"WX-{n},孙{n},{phone(60_000_000 + n)},{ADDRESS},"
                + ("T-1,jammed,转不动" if ok else "没有,jammed,转不动")
            ),
        ),
    }


def table(head: str, line: Maker, dice: random.Random) -> tuple[bytes, int]:
    """A file, and how many of its rows are right."""
    lines, right = [head], 0
    for number in range(ROWS):
        ok = dice.random() >= WRONG
        right += ok
        lines.append(line(number, ok))
    return "\n".join(lines).encode(), right


def used() -> float:
    """Seconds of processor of this process, its children and its session of PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    stat = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    session = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return sum(os.times()[:4]) + session


@contextmanager
def timed(into: dict[str, float], name: str) -> Iterator[None]:
    """Rows a second by processor time, and by the wall."""
    before, began = used(), time.monotonic()
    yield
    into[f"{name}_rows_per_cpu_s"] = round(ROWS / max(used() - before, 1e-9))
    into[f"{name}_rows_per_wall_s"] = round(ROWS / (time.monotonic() - began))


def once(world: World, kind: str, content: bytes, hours: int, told: dict[str, float]) -> Import:
    """One run of a file."""
    now, who = world.now + timedelta(hours=hours), console(world.operator_id)
    row = actions.upload(who, now, kind, content, queued=False)
    label = "again" if hours else "first"
    with timed(told, f"{label}_preview"):
        row = actions.check_file(world.operator_id, now, row.id)
    actions.ask_apply(who, now, row.id, queued=False)
    with timed(told, f"{label}_apply"):
        while row.status in ("checked", "applying"):
            row = actions.apply_some(world.operator_id, now, row.id, queued=False)
    return row


def one_kind(world: World, kind: str, head: str, line: Maker) -> bool:
    """Both runs of a kind; False when a promise is broken."""
    told: dict[str, float] = {}
    content, right = table(head, line, random.Random(kind))
    first = once(world, kind, content, 0, told)
    second = once(world, kind, content, 1, told)
    kept = (
        first.counts == {"new": right, "changed": 0, "same": 0, "wrong": ROWS - right}
        and second.counts == {"new": 0, "changed": 0, "same": right, "wrong": ROWS - right}
        and first.expected.get("new") == right
    )
    facts = {"kind": kind, "rows": ROWS, "right": right, "promises_kept": kept}
    print(json.dumps({**facts, **told, "second_run": second.counts}), flush=True)
    return kept


def main() -> int:
    """All kinds, then the audit of the whole record."""
    from django.db import connections

    database.template()
    connections.settings["default"]["NAME"] = NAME
    with database.copy(NAME):
        operator = found("bench", "bench.test")
        with act_as(operator.id):
            world = build(operator.id, NOW)
            kept = [
                one_kind(world, kind, head, line)
                for kind, (head, line) in makers(counties()).items()
                if not CHOSEN or kind in CHOSEN
            ]
            faults = audit_operator(world.operator_id).faults
        print(json.dumps({"audit_faults": len(faults)}))
        connections.close_all()
    return 0 if all(kept) and not faults else 1


if __name__ == "__main__":
    sys.exit(main())

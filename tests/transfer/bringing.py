"""Ways to bring a table in, as people do, without the queue."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from bonafix.files.actions import read_file
from bonafix.operators.actors import Actor
from bonafix.people.actions import add_staff
from bonafix.transfer import actions
from bonafix.transfer.models import Import
from bonafix.transfer.reports import Report
from tests.support.world import World

HEADS = {
    "outlets": ["网点编号", "网点名称"],
    "coverage": ["网点", "品牌", "服务区域", "不服务", "加急", "值守时间"],
    "prices": ["归属", "项目编号", "项目名称", "价格", "单位", "生效日期"],
    "technicians": ["姓名", "手机号", "所属网点", "出发区域", "技能"],
    "customers": ["姓名", "手机号", "地址"],
    "units": ["产品型号", "序列号", "订单号", "客户姓名", "客户手机", "销售日期", "安装日期"],
    "orders": [
        "原单号",
        "客户姓名",
        "手机号",
        "上门地址",
        "产品型号",
        "故障代码",
        "故障描述",
        "备注",
    ],
}
ADDRESS = "临汾市永和县城关街道正大街5号"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([head, *rows])
    return out.getvalue().encode()


def of(kind: str, rows: Iterable[Sequence[str]]) -> bytes:
    return table(HEADS[kind], rows)


def manager(world: World) -> Actor:
    """Somebody with a log-in, whose rights a worker looks up again."""
    boss = Actor(world.operator_id, "staff", roles=frozenset({"admin"}))
    account = add_staff(
        boss,
        world.now,
        username=f"m{world.operator_id.hex}-{id(world)}@lock.test",
        password=None,
        roles=[("manager", None), ("admin", None)],
    )
    return Actor(world.operator_id, "staff", id=account.id, roles=frozenset({"manager", "admin"}))


def looked_at(world: World, actor: Actor, kind: str, content: bytes, **late: Any) -> Import:
    now = world.now + timedelta(**late)
    row = actions.upload(actor, now, kind, content)
    return actions.check_file(world.operator_id, now, row.id)


def bring(world: World, actor: Actor, kind: str, content: bytes, **late: Any) -> Import:
    """Upload, preview, apply; returns the import as it ended."""
    now = world.now + timedelta(**late)
    row = looked_at(world, actor, kind, content, **late)
    if row.status != "checked":
        return row
    actions.ask_apply(actor, now, row.id)
    while row.status in ("checked", "applying"):
        row = actions.apply_some(world.operator_id, now, row.id)
    return row


def report_of(world: World, actor: Actor, row: Import) -> Report:
    assert row.report_id is not None
    return Report.from_bytes(read_file(actor, world.now, row.report_id, f"import {row.id}"))


def faults(world: World, actor: Actor, row: Import) -> dict[int, set[tuple[str, str]]]:
    """Row number → (field, code) of each fault."""
    return {
        one.row: {(f.field, f.code) for f in one.faults}
        for one in report_of(world, actor, row).wrong
    }


def counts(row: Import) -> tuple[int, int, int, int]:
    """new, changed, same, wrong."""
    return tuple(row.counts[w] for w in ("new", "changed", "same", "wrong"))  # type: ignore[return-value]

"""Coverage: which outlet serves which division for which brand, and when it stands by. Pure."""

from datetime import date
from typing import Final

from bonafix.kit.texts import N_
from bonafix.transfer.rules import divisions, standby
from bonafix.transfer.rules.faults import Fault
from bonafix.transfer.rules.kinds import Column, Key, Kind, Row
from bonafix.transfer.rules.readers import words, yes_or_no


def _key(row: Row) -> Key:
    return row["outlet"], row["brand"] or "", row["division"], "-" if row["excluded"] else "+"


def _across(row: Row, _today: date) -> list[Fault]:
    if row["urgent"] and not row["standby"] and not row["excluded"]:
        return [
            Fault(
                "standby",
                "standby_missing",
                N_("Who comes for urgent reports says when: the standby hours are missing."),
            )
        ]
    return []


KIND: Final = Kind(
    name="coverage",
    title=N_("Coverage"),
    about=N_("Which outlet serves which division, and when it stands by for urgent reports."),
    key=_key,
    across=_across,
    columns=(
        Column(
            "outlet",
            "网点",
            "Outlet",
            words(120),
            needed=True,
            hint=N_("Code or name of the outlet; the brand's name where the brand itself goes."),
            example="JH-001",
            also=("网点编号", "网点名称", "服务网点", "服务商", "outlet code", "outlet name"),
        ),
        Column(
            "brand",
            "品牌",
            "Brand",
            words(120),
            hint=N_("May be left out while there is one brand only."),
            example="磐扣",
            also=("品牌名称",),
        ),
        Column(
            "division",
            "服务区域",
            "Division",
            divisions.read,
            needed=True,
            hint=N_("Code or full name. All that lies in it is served as well."),
            example="浙江省金华市婺城区",
            also=("区域", "行政区划", "区划代码", "行政区划代码", "区县", "地区", "area", "region"),
        ),
        Column(
            "excluded",
            "不服务",
            "Not served",
            yes_or_no,
            hint=N_("Yes: this place is left out of a wider one."),
            example="否",
            also=("排除", "除外", "exclude", "excluded"),
        ),
        Column(
            "urgent",
            "加急",
            "Urgent",
            yes_or_no,
            hint=N_("Yes: comes for urgent reports in the standby hours."),
            example="是",
            also=("是否加急", "支持加急", "急修"),
        ),
        Column(
            "standby",
            "值守时间",
            "Standby hours",
            standby.read,
            hint=N_("Like 周一至周五 08:00-20:00; 周六 09:00-18:00, or 每天 00:00-24:00."),
            example="每天 00:00-24:00",
            also=("值班时间", "服务时间", "standby", "hours"),
        ),
    ),
)

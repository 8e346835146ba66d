"""Sold units: what was sold to whom, and when a warranty began. Pure."""

from datetime import date
from typing import Final

from bonafix.kit.texts import N_
from bonafix.transfer.rules.faults import Fault
from bonafix.transfer.rules.kinds import Column, Key, Kind, Row
from bonafix.transfer.rules.readers import code, day, phone, reference, words


def _key(row: Row) -> Key:
    if row["serial"]:
        return row["sku"], "serial", row["serial"]
    return row["sku"], "order", row["order_ref"] or "", row["line"] or "1"


def _across(row: Row, today: date) -> list[Fault]:
    faults = []
    if not row["serial"] and not row["order_ref"]:
        text = N_("A unit needs a serial number or an order number.")
        faults.append(Fault("serial", "unit_unnamed", text))
    if bool(row["owner_name"]) != bool(row["owner_phone"]):
        empty = "owner_phone" if row["owner_name"] else "owner_name"
        text = N_("An owner needs both a name and a phone.")
        faults.append(Fault(empty, "owner_half", text))
    for field in ("sold_on", "installed_on"):
        if row[field] and row[field] > today:
            faults.append(Fault(field, "day_to_come", N_("This day is still to come.")))
    if row["sold_on"] and row["installed_on"] and row["installed_on"] < row["sold_on"]:
        text = N_("It cannot have been installed before it was sold.")
        faults.append(Fault("installed_on", "installed_before_sold", text))
    return faults


KIND: Final = Kind(
    name="units",
    title=N_("Sold units"),
    about=N_("What was sold to whom and when, so that a report finds its warranty."),
    key=_key,
    across=_across,
    columns=(
        Column(
            "sku",
            "产品型号",
            "SKU",
            code(60),
            needed=True,
            hint=N_("The SKU of a product in the catalogue."),
            example="PK-S1",
            also=("型号", "产品编号", "货号", "商品编码", "product", "model"),
        ),
        Column(
            "serial",
            "序列号",
            "Serial number",
            reference(60),
            hint=N_("Leading zeros stay: format the column as text."),
            example="00012345",
            also=("机身号", "产品序列号", "sn", "serial", "serial no"),
        ),
        Column(
            "order_ref",
            "订单号",
            "Order number",
            reference(60),
            example="A2026-0001",
            also=("订单编号", "销售单号", "order", "order no"),
        ),
        Column(
            "line",
            "订单行",
            "Order line",
            code(20),
            hint=N_("Several units of one order without serial numbers: 1, 2, 3 …"),
            example="1",
            also=("行号", "line"),
        ),
        Column(
            "owner_name",
            "客户姓名",
            "Owner",
            words(60),
            personal=True,
            example="李小明",
            also=("姓名", "用户姓名", "购买人", "owner name", "customer", "name"),
        ),
        Column(
            "owner_phone",
            "客户手机",
            "Owner's phone",
            phone,
            personal=True,
            example="13800000000",
            also=("手机号", "手机", "电话", "客户电话", "联系电话", "owner phone", "phone"),
        ),
        Column(
            "sold_on",
            "销售日期",
            "Sold on",
            day,
            example="2026-01-31",
            also=("购买日期", "出库日期", "sold", "date of sale"),
        ),
        Column(
            "installed_on",
            "安装日期",
            "Installed on",
            day,
            example="2026-02-01",
            also=("安装时间", "installed", "date of installation"),
        ),
    ),
)

"""Open orders: repairs that another system began, taken over here. Pure."""

from datetime import date
from typing import Final

from bonafix.kit.texts import N_
from bonafix.transfer.rules.faults import Fault
from bonafix.transfer.rules.kinds import Column, Key, Kind, Row
from bonafix.transfer.rules.readers import code, day, moment, phone, reference, words, yes_or_no


def _key(row: Row) -> Key:
    return (row["order_no"],)


def _across(row: Row, today: date) -> list[Fault]:
    faults = []
    if row["received_on"] and row["received_on"] > today:
        faults.append(Fault("received_on", "day_to_come", N_("This day is still to come.")))
    start, end = row["visit_from"], row["visit_until"]
    if (start is None) != (end is None):
        empty = "visit_until" if start else "visit_from"
        text = N_("A time of a visit needs its beginning and its end.")
        faults.append(Fault(empty, "window_half", text))
    elif start is not None and end <= start:
        text = N_("The end of a time must lie after its beginning.")
        faults.append(Fault("visit_until", "window_empty", text))
    return faults


KIND: Final = Kind(
    name="orders",
    title=N_("Open orders"),
    about=N_("Repairs that are still open in your old system. Each becomes a case of its own."),
    key=_key,
    across=_across,
    columns=(
        Column(
            "order_no",
            "原单号",
            "Old number",
            reference(60),
            needed=True,
            hint=N_("Its number in the old system: the same number is never taken over twice."),
            example="WX-20261101-001",
            also=("工单号", "工单编号", "单号", "服务单号", "报修单号", "order no", "ticket"),
        ),
        Column(
            "name",
            "客户姓名",
            "Customer",
            words(60),
            needed=True,
            personal=True,
            example="李小明",
            also=("姓名", "联系人", "客户", "客户名称", "name", "contact"),
        ),
        Column(
            "phone",
            "手机号",
            "Phone",
            phone,
            needed=True,
            personal=True,
            hint=N_("Format the column as text, or Excel may shorten it."),
            example="13800000000",
            also=("手机", "电话", "联系电话", "客户电话", "手机号码", "mobile", "phone number"),
        ),
        Column(
            "address",
            "上门地址",
            "Address",
            words(300),
            needed=True,
            personal=True,
            hint=N_("With its county; an address that is not clear goes to the desk."),
            example="浙江省金华市婺城区某路1号",
            also=("地址", "详细地址", "服务地址", "联系地址"),
        ),
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
            "fault",
            "故障代码",
            "Fault code",
            code(40),
            hint=N_("A code of the fault catalogue; empty where nobody has looked yet."),
            example="jammed",
            also=("故障编号", "故障", "fault"),
        ),
        Column(
            "description",
            "故障描述",
            "What is wrong",
            words(2000),
            needed=True,
            personal=True,
            example="锁舌卡住，门关不上",
            also=("描述", "问题描述", "报修内容", "服务内容", "description"),
        ),
        Column(
            "received_on",
            "报修日期",
            "Received on",
            day,
            hint=N_("When the old system took it in. Promises here count from now."),
            example="2026-11-01",
            also=("受理日期", "登记日期", "下单日期", "创建时间", "received"),
        ),
        Column("urgent", "加急", "Urgent", yes_or_no, example="否", also=("是否加急", "紧急")),
        Column(
            "visit_from",
            "预约开始",
            "Visit from",
            moment,
            hint=N_("Like 2026-11-24 14:00."),
            also=("预约时间", "上门开始", "预约开始时间"),
        ),
        Column(
            "visit_until",
            "预约结束",
            "Visit until",
            moment,
            also=("上门结束", "预约结束时间"),
        ),
        Column(
            "note",
            "备注",
            "Note",
            words(2000),
            personal=True,
            hint=N_("It is put into the case, sealed."),
            also=("说明", "跟进记录", "remark", "remarks", "comment"),
        ),
    ),
)

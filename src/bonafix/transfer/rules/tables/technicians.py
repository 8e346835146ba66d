"""Technicians of outlets. Pure."""

from typing import Final

from bonafix.kit.texts import N_
from bonafix.transfer.rules import divisions
from bonafix.transfer.rules.kinds import Column, Key, Kind, Row
from bonafix.transfer.rules.readers import phone, skills, words


def _key(row: Row) -> Key:
    return row["phone"], row["outlet"]


KIND: Final = Kind(
    name="technicians",
    title=N_("Technicians"),
    about=N_("Who goes to customers, for which outlet. Log-ins are given by hand."),
    key=_key,
    columns=(
        Column(
            "name",
            "姓名",
            "Name",
            words(60),
            needed=True,
            personal=True,
            example="王建国",
            also=("师傅姓名", "师傅", "工程师", "技师", "technician"),
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
            also=("手机", "电话", "联系电话", "手机号码", "mobile", "phone number"),
        ),
        Column(
            "outlet",
            "所属网点",
            "Outlet",
            words(120),
            needed=True,
            hint=N_("Code or name of the outlet."),
            example="JH-001",
            also=("网点", "网点编号", "网点名称", "服务商", "outlet code", "outlet name"),
        ),
        Column(
            "division",
            "出发区域",
            "Starts from",
            divisions.read,
            needed=True,
            hint=N_("The county or township where the day starts, never a home address."),
            example="浙江省金华市婺城区",
            also=("区域", "所在区域", "区县", "行政区划", "区划代码", "division", "area"),
        ),
        Column(
            "skills",
            "技能",
            "Skills",
            skills,
            hint=N_("Words of the fault catalogue, with commas between them."),
            example="lock, electronics",
            also=("工种", "服务技能", "擅长"),
        ),
        Column(
            "public_name",
            "对外称呼",
            "Public name",
            words(40),
            hint=N_("What customers are told. Empty: the surname and 师傅."),
            example="王师傅",
            also=("称呼", "昵称"),
        ),
    ),
)

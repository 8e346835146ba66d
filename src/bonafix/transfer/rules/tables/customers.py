"""Customers: whom to call, and where they live. Pure."""

from typing import Final

from bonafix.kit.texts import N_
from bonafix.transfer.rules.kinds import Column, Key, Kind, Row
from bonafix.transfer.rules.readers import phone, words


def _key(row: Row) -> Key:
    # A family may share a telephone: another name is another person.
    return row["phone"], row["name"]


KIND: Final = Kind(
    name="customers",
    title=N_("Customers"),
    about=N_("Names, phones and addresses, sealed for each person as soon as they are here."),
    key=_key,
    columns=(
        Column(
            "name",
            "姓名",
            "Name",
            words(60),
            needed=True,
            personal=True,
            example="李小明",
            also=("客户姓名", "客户名称", "客户", "用户姓名", "联系人", "customer", "contact"),
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
            also=("手机", "电话", "联系电话", "手机号码", "客户电话", "mobile", "phone number"),
        ),
        Column(
            "address",
            "地址",
            "Address",
            words(300),
            personal=True,
            example="浙江省金华市婺城区某路1号",
            also=("联系地址", "详细地址", "客户地址"),
        ),
    ),
)

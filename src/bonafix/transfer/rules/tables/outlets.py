"""Outlets: who does the work. Pure."""

from typing import Final

from bonafix.kit.texts import N_
from bonafix.transfer.rules.kinds import Column, Key, Kind, Row
from bonafix.transfer.rules.readers import reference, words


def _key(row: Row) -> Key:
    return ("code", row["code"]) if row["code"] else ("title", row["title"])


KIND: Final = Kind(
    name="outlets",
    title=N_("Outlets"),
    about=N_("Who does the work. The brand's authorisation is added by hand, with its paper."),
    key=_key,
    columns=(
        Column(
            "code",
            "网点编号",
            "Outlet code",
            reference(60),
            hint=N_("Your own number for it. Other tables may name the outlet by it."),
            example="JH-001",
            also=("编号", "网点代码", "网点编码", "门店编号", "服务商编号", "code", "outlet no"),
        ),
        Column(
            "title",
            "网点名称",
            "Outlet name",
            words(120),
            needed=True,
            hint=N_("It is public: customers read it."),
            example="金华婺城服务网点",
            also=("网点", "名称", "门店名称", "服务商", "服务商名称", "outlet", "name"),
        ),
    ),
)
